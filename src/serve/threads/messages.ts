import type { ClassAnswer, DigitAnswer, NumberAnswer } from '../../model/answers.js'
import type { AdmittedImage } from '../../node/decodeImage.js'

// What the server and its threads say to each other.

/** What a thread is asked to do. A model is named by a key of its own: what stands in its file at one time. */
export type Job =
  | { readonly kind: 'open'; readonly model: string; readonly bytes: Uint8Array }
  | { readonly kind: 'close'; readonly model: string }
  | { readonly kind: 'predict'; readonly model: string; readonly pixels: Uint8Array }
  | { readonly kind: 'classify' | 'read'; readonly model: string; readonly image: AdmittedImage }

/** What comes of each kind of job. */
export interface JobResults {
  readonly open: undefined
  readonly close: undefined
  /** Probabilities [images × classes]. */
  readonly predict: Float32Array
  readonly classify: DigitAnswer | ClassAnswer
  readonly read: NumberAnswer
}

export interface ThreadRequest {
  readonly id: number
  readonly job: Job
}

export type ThreadReply =
  | { readonly id: number; readonly result: JobResults[keyof JobResults] }
  /** Undecodable where it is the picture's fault. */
  | { readonly id: number; readonly error: string; readonly undecodable: boolean }
