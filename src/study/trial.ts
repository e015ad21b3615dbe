import type { Configuration } from '../model/configuration.js'
import type { EpochRecord } from '../training/history.js'

// The seam between a study, which decides what is to be trained, and whoever trains it: processes of this machine, or workers
// behind a queue. All of it is plain data.

/**
 * One training of a trial: its configuration from one seed. It holds all that decides the result, so it may be done anywhere, and
 * done again: the result is the same.
 */
export interface TrialRun {
  /** Unique to the study: the id in its journal. */
  readonly study: string
  /** Number of the trial, from 0. */
  readonly trial: number
  /** First weights, which images are held out, order of the images and all noise follow from it. */
  readonly seed: number
  /** Of this package. Another version must not do it. */
  readonly version: string
  /** SHA-256 of the files of the data, by name. Whoever trains must have the same. */
  readonly digests: Readonly<Record<string, string>>
  /** The name of the dataset, or the path of data of one's own; undefined for MNIST, and for a folder with a `task.json`. */
  readonly dataset?: string
  /** Whether images of one's own are taken as a whole. */
  readonly asIs?: boolean
  /** The net and its recipe, every default filled in; `training.validation` is how many training images are held out. */
  readonly configuration: Configuration
  /** How many of the training images are used, the first ones; null where all are. */
  readonly limit: number | null
  /** Threads of the training: the weights depend on them. */
  readonly threads: number
  /** Where the training ends early, decided beforehand by the study's pruner; in the order of their epochs. */
  readonly cutoffs: readonly Cutoff[]
}

/**
 * A value that must be reached after an epoch; a training that has less is pruned there. A pruner compares a trial only with trials
 * that had ended before it began, so its decisions are known beforehand, and nobody need be asked while a trial is trained.
 */
export interface Cutoff {
  /** From 1. */
  readonly epoch: number
  readonly measure: Measure
  readonly direction: Direction
  readonly value: number
}

/** What is measured of a training, on held-out training images but for `parameters`, the number of weights. */
export const measures = ['validationAccuracy', 'validationLoss', 'parameters'] as const
export type Measure = (typeof measures)[number]

export const directions = ['maximize', 'minimize'] as const
export type Direction = (typeof directions)[number]

/** What came of one training of a trial. */
export interface TrialResult {
  /** `failed` also where the loss is no longer a number, or where the process was killed for its memory. */
  readonly state: 'complete' | 'pruned' | 'failed'
  /** Epoch by epoch, as far as it came. */
  readonly history: readonly EpochRecord[]
  /** Of the epoch whose weights were kept: the last one, or with `restoreBest` the best one; empty where it failed. */
  readonly values: Partial<Readonly<Record<Measure, number>>>
  /** Why it failed. */
  readonly error?: { readonly code?: string; readonly message: string }
  /** Wall time of the training. It is the one field that differs from one time to the next. */
  readonly seconds: number
}

/** All that a training of a trial leaves. */
export interface TrialOutput {
  readonly result: TrialResult
  /** What `run.json` holds of it, with no test result; null where the training could not begin. */
  readonly record: object | null
  /** The ONNX file of a trained net. */
  readonly model: Uint8Array | null
  /** What the training said, line by line. */
  readonly log: string
}

/** Keeps what a training is resumed from, by whoever does it next. Each checkpoint replaces the one before. */
export interface CheckpointStore {
  /** The last checkpoint; undefined where there is none. */
  load(): Promise<Uint8Array | undefined>
  save(checkpoint: Uint8Array): Promise<void>
  /** Called once it is no longer needed. */
  remove(): Promise<void>
}

/** Does the trainings of a study. */
export interface TrialExecutor {
  /** How many trainings it may be given at a time. */
  readonly capacity: number
  /**
   * Trains, or goes on from a checkpoint. Crash and divergence are results, not errors.
   *
   * @returns undefined where the signal, or the loss of a claim to another process, ended it before
   * @throws where the executor itself cannot go on
   */
  execute(run: TrialRun, options: ExecutionOptions): Promise<TrialOutput | undefined>
  /** Called once the journal has the result: what was kept for the training, such as its checkpoint, may go. */
  forget(run: TrialRun): Promise<void>
  /** Ends what it has started. */
  close(): Promise<void>
}

/** What whoever trains is handed beside the run. */
export interface ExecutionOptions {
  /** Aborted when the training is to stop after the step in progress; its checkpoint stays. */
  readonly signal: AbortSignal
  /** Called after each epoch where that is known at once; `history` of the result has all of them. */
  readonly onEpoch?: (record: EpochRecord) => void
}

/** The name of a training that no other one has: for job ids, folders and locks. */
export function runKey({ study, trial, seed }: Pick<TrialRun, 'study' | 'trial' | 'seed'>): string {
  return `${study}-${trial}-${seed}`
}

/** Whether a training that shows a value after an epoch is to end there. */
export function isPruned(cutoffs: readonly Cutoff[], { epoch, ...record }: EpochRecord): boolean {
  return cutoffs.some(cutoff => {
    if (cutoff.epoch !== epoch || cutoff.measure === 'parameters') return false
    const value = record[cutoff.measure]
    if (value === null) return false
    return cutoff.direction === 'maximize' ? value < cutoff.value : value > cutoff.value
  })
}
