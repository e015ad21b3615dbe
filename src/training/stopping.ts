import type { EpochRecord } from './history.js'
import { copyParameters, type Parameters } from './parameters.js'

export interface EarlyStopping {
  /** What must improve: `validationLoss` (unless told) falls, or `validationAccuracy` rises. */
  readonly monitor?: 'validationLoss' | 'validationAccuracy'
  /** How many epochs may pass without an improvement. */
  readonly patience: number
}

/** The best epoch so far and its weights. */
export interface Best {
  readonly epoch: number
  /** What is monitored, so that smaller is better. */
  readonly score: number
  readonly parameters: Parameters
}

/** The better of the best so far and an epoch that has just ended. */
export function betterOf(
  best: Best | undefined,
  { epoch, validationLoss, validationAccuracy }: EpochRecord,
  parameters: Parameters,
  monitor: EarlyStopping['monitor'] = 'validationLoss',
): Best | undefined {
  const measured = monitor === 'validationLoss' ? validationLoss : validationAccuracy
  if (measured === null) return best
  const score = monitor === 'validationLoss' ? measured : -measured
  return best === undefined || score < best.score ? { epoch, score, parameters: copyParameters(parameters) } : best
}

/** Whether the patience is over. */
export function outOfPatience(best: Best | undefined, epoch: number, stopping: EarlyStopping | undefined): boolean {
  return stopping !== undefined && best !== undefined && epoch - best.epoch >= stopping.patience
}
