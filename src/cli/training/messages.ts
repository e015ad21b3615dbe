import type { RunOptions } from '../../runs/plan.js'
import type { DataCommandOptions, LogChoice, NetOptions } from '../sharedOptions.js'

// What the main thread and the thread of a training say to each other.

/** Options of `mnist train`. */
export interface TrainCommandOptions
  extends NetOptions,
    DataCommandOptions,
    Omit<RunOptions, 'configuration' | 'name' | 'file' | 'from'> {
  readonly from?: string
  readonly out?: string
  readonly resume?: string
  readonly quiet?: true
  readonly log?: readonly LogChoice[]
}

/** What the thread of a training is started with. */
export interface TrainingThreadData {
  readonly options: TrainCommandOptions
  /** When the process started, in milliseconds since 1970. */
  readonly processStart: number
  /** One number, 1 once signals are listened for. */
  readonly listening: Int32Array<SharedArrayBuffer>
  /** What a thread does not know of the standard streams. */
  readonly terminals: Readonly<Record<'stdout' | 'stderr', { readonly isTTY: boolean; readonly columns: number }>>
}

/** What the thread is asked: to stop after the step in progress, or to mind the width of the terminal. */
export type TrainingRequest = 'stop' | { readonly columns: number }

/** What the thread tells. */
export type TrainingMessage =
  /** The run has a folder: `hint` tells how to resume it. The thread waits until signals are listened for. */
  | { readonly kind: 'begun'; readonly hint: string }
  /** All is prepared; the first step is taken. */
  | { readonly kind: 'training' }
  | { readonly kind: 'ended'; readonly interrupted: boolean }
  | { readonly kind: 'failed'; readonly message: string; readonly stack?: string; readonly isUsage: boolean }
