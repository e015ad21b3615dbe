/** What an epoch showed. */
export interface EpochRecord {
  /** From 1. */
  readonly epoch: number
  /** Wall time of training and validation. */
  readonly seconds: number
  /** Mean categorical cross-entropy and accuracy over the epoch's batches, each measured as the step met it. */
  readonly trainLoss: number
  readonly trainAccuracy: number
  /** The same on the validation images after the epoch; null where there are none. */
  readonly validationLoss: number | null
  readonly validationAccuracy: number | null
  /** Of the epoch's last step. */
  readonly learningRate: number
}

/** Where a training is within an epoch, for a progress line. */
export interface StepProgress {
  readonly epoch: number
  readonly epochs: number
  /** Steps of this epoch done, and in all. */
  readonly step: number
  readonly steps: number
  /** Digits of this epoch seen. */
  readonly seen: number
  /** Means over them. */
  readonly loss: number
  readonly accuracy: number
  readonly imagesPerSecond: number
  /** Until the last epoch ends, at the speed of this one. */
  readonly secondsLeft: number
}
