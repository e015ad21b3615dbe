import type { Digits } from '../data/digits.js'
import type { Task } from '../task.js'

/** What a suite needs of a model. */
export interface Predictor {
  /** As in `Classifier`. */
  predict(images: Uint8Array): Promise<Float32Array>
}

/** Test images in one condition: as they are, or changed in one way. */
export interface Condition {
  /** As the table and the JSON call it: `shot_noise`. */
  readonly name: string
  /** Whether it counts in the suite's mean. Defaults to true. */
  readonly inMean?: boolean
  /** The images, with the labels of what they show. */
  examples(): Digits | Promise<Digits>
}

/** What a suite is made with. */
export interface SuiteOptions {
  readonly task: Task
  /** The test images. */
  readonly test: Digits
  /** Of all random numbers. */
  readonly seed: number
}

/** Conditions under which models are measured. */
export interface Suite {
  readonly name: string
  /** Rises whenever the same model would be measured otherwise. */
  readonly version: number
  /** What it is, in a sentence's part: `the 15 corruptions of MNIST-C (Mu and Gilmer 2019)`. */
  readonly about: string
  /**
   * @throws {UsageError} if the task is not one that the suite is for
   */
  conditions(options: SuiteOptions): readonly Condition[]
}
