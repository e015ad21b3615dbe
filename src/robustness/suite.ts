import type { Digits } from '../data/digits.js'
import type { Task } from '../task.js'

/** What a suite needs of a model. */
export interface Predictor {
  /** As in `Classifier`. */
  predict(images: Uint8Array): Promise<Float32Array>
  /** For suites that attack the model: how its loss grows. */
  readonly lossGradient?: LossGradient
}

/**
 * Differentiates a model's cross-entropy by its input.
 *
 * @param images raw pixels 0–255, as for `predict`
 * @param labels the true class of each: [count]
 * @returns for each pixel the derivative of its image's loss, as long as the images; and the probabilities: [count × classes]
 */
export type LossGradient = (
  images: Uint8Array,
  labels: Uint8Array,
) => Promise<{ readonly gradient: Float32Array; readonly probabilities: Float32Array }>

/** Images, and which answers to them are right. */
export interface ConditionExamples extends Digits {
  /** By the index of an image, a second label that is right as well. */
  readonly alsoRight?: ReadonlyMap<number, number>
}

/** Test images in one condition: as they are, or changed in one way. */
export interface Condition {
  /** As the table and the JSON call it: `shot_noise`. */
  readonly name: string
  /** Where several conditions are points of a curve: which, and where on it. */
  readonly point?: { readonly curve: string; readonly value: number; readonly unit: string }
  /** Whether it counts in the suite's mean. Defaults to false. */
  readonly inMean?: boolean
  /** Whether the images are others for each model. Defaults to false. */
  readonly attacks?: boolean
  /** @param model the first of all, unless the condition attacks */
  examples(model: Predictor): ConditionExamples | Promise<ConditionExamples>
}

/** What a suite is made with. */
export interface SuiteOptions {
  readonly task: Task
  /** The test images. */
  readonly test: Digits
  /** Those of the dataset that the suite names. */
  readonly further?: Digits
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
  /** Whether models are attacked, by their `lossGradient`. Defaults to false. */
  readonly attacks?: boolean
  /** The dataset whose test images it also wants, as `further`. */
  readonly dataset?: string
  /**
   * @throws {UsageError} if the task is not one that the suite is for
   */
  conditions(options: SuiteOptions): readonly Condition[]
}
