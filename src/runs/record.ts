import { datasetNames } from '../data/datasets/catalog.js'
import type { Evaluation } from '../evaluation/evaluate.js'
import type { Recipe } from '../model/configuration.js'
import type { ModelConfig } from '../model/modelConfig.js'
import type { PresetName } from '../model/presets.js'
import type { DataOptions } from '../node/openData.js'
import type { Device, DeviceName } from '../runtime/devices.js'
import type { EpochRecord } from '../training/history.js'
import type { Environment } from './environment.js'
import type { RecordedCurve } from './recordedCurve.js'

/** The recipe as it was followed, with every default filled in; what was not wanted is null. */
export interface RecordedOptions extends Omit<Recipe, 'augmentation' | 'earlyStopping'> {
  readonly augmentation: Recipe['augmentation'] | null
  readonly earlyStopping: Recipe['earlyStopping'] | null
  /** null where all training images were used. */
  readonly limit: number | null
  readonly threads: number
  /** What was to compute, as it was asked for. Older runs, computed by the processor, do not have it. */
  readonly device?: DeviceName
}

/** All that decides what a run ends with. */
export interface RunPlan {
  /** The preset's name, or the configuration file's without folder and `.json`. */
  readonly name: string
  readonly preset?: PresetName
  /** The model whose weights it begins with. Runs that begin with random weights do not have it. */
  readonly from?: RecordedStart
  readonly seed: number
  /** The command line that trains the same weights again. */
  readonly command: string
  /** The net. */
  readonly model: ModelConfig
  readonly options: RecordedOptions
}

/** What a run begins with, if not with random weights. */
export interface RecordedStart {
  /** The model file, as the command line names it, and the SHA-256 of its bytes. */
  readonly file: string
  readonly sha256: string
  /** Set where its last layer was replaced by one for the classes of the data. */
  readonly newHead?: boolean
}

/** Wall time in seconds. What a resumed run spent on training before counts, in `train` and in `total`. */
export interface RunSeconds {
  readonly data: number
  /** Until the first step could be taken. */
  readonly compile: number
  readonly train: number
  readonly evaluate: number
  /** null until the figures are drawn. */
  readonly figures: number | null
  /** Since the process started. */
  readonly total: number
}

/** What a run was trained on. */
export interface RecordedData {
  /** SHA-256 of the files; of data of one's own, one of all that was read. */
  readonly digests: Readonly<Record<string, string>>
  /** What `--dataset` names. Older runs and those of MNIST do not have it. */
  readonly dataset?: string
  readonly asIs?: boolean
}

/** That the test images were given out. */
export interface TestReading {
  /** Date and time, ISO 8601. */
  readonly at: string
  /** How many epochs the run had trained, of those it was to train. */
  readonly epoch: number
}

/** What `run.json` holds. */
export interface RunRecord extends RunPlan {
  /** Of the form of this record: 2. Those of 1, which have none, leave out defaults of `options`. */
  readonly formatVersion?: number
  /** Of this package. */
  readonly version: string
  /** `running` also where the process was killed. */
  readonly status: 'running' | 'interrupted' | 'failed' | 'finished'
  /** Date and time, ISO 8601. */
  readonly started: string
  readonly environment: Environment
  readonly data: RecordedData
  /** What computes, once it was chosen: a resumed run keeps it. Older runs do not have it. */
  readonly device?: Device
  /** Where it is logged beside this folder, by name. Runs that are logged nowhere else do not have it. */
  readonly log?: readonly string[]
  /** How many numbers the net has learned. */
  readonly parameters: number
  readonly history: readonly EpochRecord[]
  /** The same in finer steps. Older runs do not have it. */
  readonly curve?: RecordedCurve
  /**
   * Each time that the run asked for the test images: once, after the last epoch; once more where it was stopped after that and resumed. Older
   * runs do not have it.
   */
  readonly testReadings?: readonly TestReading[]
  /** On the test images, read once after the training; null until then. */
  readonly test: Evaluation | null
  readonly seconds: RunSeconds | null
}

/**
 * Where the data of a run are opened from.
 *
 * @param folder what `--data` names: where the files of the run's dataset lie, or a folder in place of data of one's own. Defaults to
 *   wherever they are found.
 */
export function dataOfRun({ data, model }: Pick<RunRecord, 'data' | 'model'>, folder?: string): DataOptions {
  const { dataset, asIs } = data
  const isReplaced = folder !== undefined && dataset !== undefined && !datasetNames.includes(dataset)
  return {
    ...(model.task && { task: model.task }),
    ...(dataset !== undefined && !isReplaced && { dataset, ...(asIs !== undefined && { asIs }) }),
    ...(folder !== undefined && { folder }),
  }
}
