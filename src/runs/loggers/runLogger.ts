import type { Digits } from '../../data/digits.js'
import type { Evaluation } from '../../evaluation/evaluate.js'
import type { Values } from '../../runtime/runtime.js'
import type { Task } from '../../task.js'
import type { RunRecord } from '../record.js'

/**
 * What is told how a run goes while it is trained. Any method may throw, or yield a promise that fails: the logger is then told nothing
 * more, the run gives one notice, and is trained as it would be without it. Promises are waited for at the end alone, and not for ever.
 */
export interface RunLogger {
  /** What notices call it. */
  readonly name: string
  /** The run begins, or is resumed. */
  onBegin?(run: LoggedRun): void | Promise<void>
  /** The learning curve has a new point. */
  onSteps?(point: LoggedSteps): void | Promise<void>
  /** An epoch is done; its checkpoint is written after it. */
  onEpoch?(epoch: LoggedEpoch): void | Promise<void>
  /** The trained model has answered the test images. */
  onTest?(test: LoggedTest): void | Promise<void>
  /** The run has ended: `finished`, `interrupted` or `failed`. All its files are there. */
  onEnd?(end: { readonly record: RunRecord }): void | Promise<void>
  /** Called last, and at once where it has failed: lets go of files and connections. */
  close?(): void
}

/** A run as a logger is told of it. */
export interface LoggedRun {
  readonly folder: string
  readonly record: RunRecord
  /** `NAME, seed N`. */
  readonly title: string
  readonly task: Task
  /** Steps done before: more than 0 where it is resumed. */
  readonly step: number
  /** Images that it may use, those held out included. */
  readonly training: Digits
}

/** The means of the steps since the last point, or of a part of the validation images. */
export interface LoggedSteps {
  readonly of: 'train' | 'validation'
  /** Steps done. */
  readonly step: number
  /** null where they are no numbers. */
  readonly loss: number | null
  readonly accuracy: number | null
  /** Of the step. */
  readonly learningRate: number
}

/** What an epoch showed. */
export interface LoggedEpoch {
  /** From 1. */
  readonly epoch: number
  /** Steps done. */
  readonly step: number
  readonly seconds: number
  readonly learningRate: number
  readonly trainLoss: number
  readonly trainAccuracy: number
  /** null where no images are held out. */
  readonly validationLoss: number | null
  readonly validationAccuracy: number | null
  /** By name, as they are after the epoch. */
  readonly weights: Values
  /** Of the epoch's last step, by the names of the weights. */
  readonly gradients: Readonly<Record<string, Float32Array>>
}

/** How the test images were answered. */
export interface LoggedTest {
  /** Steps done. */
  readonly step: number
  readonly evaluation: Evaluation
  /** [count × classes]. */
  readonly probabilities: Float32Array
  readonly labels: Uint8Array
  /** PNG files of the figures by their names: `confusion`, `mistakes`, `samples`, `curves`. */
  readonly figures: Readonly<Record<string, string>>
}
