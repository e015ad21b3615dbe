import type { TrialOutput, TrialRun } from '../../study/trial.js'
import type { EpochRecord } from '../../training/history.js'
import type { StudyData } from './trainTrial.js'

// What a process that trains trials and the one that started it say to each other.

/** What the process is asked. */
export type TrialRequest =
  | {
      readonly kind: 'train'
      readonly run: TrialRun
      /** Which data, and where they lie; what it does not say, the run does. */
      readonly data: StudyData
      readonly checkpoint: Uint8Array | undefined
      /** Memory that the process may take, in bytes. */
      readonly maxBytes: number
    }
  /** To stop after the step in progress. */
  | { readonly kind: 'stop' }
  /** The checkpoint is where it will be found. */
  | { readonly kind: 'saved' }

/** What the process tells. */
export type TrialMessage =
  | { readonly kind: 'epoch'; readonly record: EpochRecord }
  | { readonly kind: 'checkpoint'; readonly checkpoint: Uint8Array }
  /** `output` is undefined where the training was stopped. */
  | { readonly kind: 'ended'; readonly output: TrialOutput | undefined }
  /** The run may not, or cannot, be trained here: another version, other data, a disk that is full. */
  | {
      readonly kind: 'refused'
      readonly error: { readonly name: string; readonly message: string; readonly code?: string }
    }
  /** It took more memory than it may, and ends. */
  | { readonly kind: 'memory'; readonly message: string }
