import type { Evaluation } from '../evaluation/evaluate.js'
import type { EpochMeasures, MeasuredCurve } from '../figures/learningCurve.js'
import type { Task } from '../task.js'

/** What a report shows of one run. */
export interface ReportRun {
  /** What people call the run. */
  readonly title: string
  /** What the model was asked. */
  readonly task: Task
  /** Where it lies, as the user named it. */
  readonly path: string
  /** Of this package, when it trained. */
  readonly version: string
  /** Date and time, ISO 8601. */
  readonly started: string
  readonly seed: number
  /** The model whose weights it began with, if not with random ones. */
  readonly from?: { readonly file: string; readonly sha256: string }
  /** The command line that trains the same weights again. */
  readonly command: string
  /** The configuration file that the command line names, or undefined where it needs none. */
  readonly configuration: unknown
  /** What it ran on, in words. */
  readonly environment: string
  readonly parameters: number
  readonly layers: readonly LayerRow[]
  readonly history: readonly EpochRow[]
  /** The same in finer steps; undefined of a run that kept none. */
  readonly curve: MeasuredCurve | undefined
  /** Wall time by task; `train` and `total` are among them. */
  readonly seconds: Readonly<Record<string, number | null>>
  /** What the first layer looks for; null where it cannot be drawn. */
  readonly filters: Filters | null
  /** Which images it was measured on: the test images, or training images that it did not see. */
  readonly measuredOn: 'test' | 'held-out'
  /** Raw pixels of those images, 0–255, ink high: [count, channels, height, width]. */
  readonly images: Uint8Array
  /** The class of each of them: [count]. */
  readonly labels: Uint8Array
  /** What the saved model answers: [count, classes]. */
  readonly probabilities: Float32Array
  /** Of those probabilities. */
  readonly evaluation: Evaluation
  /** Where the record of the run says something else than what its model answers; a sentence for each. */
  readonly disagreements: readonly string[]
}

/** A layer as a table shows it. */
export interface LayerRow {
  readonly name: string
  readonly kind: string
  /** Its options, in words. */
  readonly options: string
  readonly outputShape: readonly number[]
  readonly parameters: number
}

/** An epoch of the history. */
export interface EpochRow extends EpochMeasures {
  readonly seconds: number
  readonly learningRate: number
}

/** The weights of a first layer, as small images. */
export interface Filters {
  readonly layer: string
  readonly height: number
  readonly width: number
  /** How many the layer has; there may be more than are shown. */
  readonly count: number
  /** The weights of each that is shown: [height × width], row after row. */
  readonly values: readonly Float32Array[]
}
