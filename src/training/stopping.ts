import { UsageError } from '../errors.js'
import { copyParameters, type Parameters } from './parameters.js'

/** When a training ends before its last epoch. */
export interface EarlyStopping {
  /** What must improve: a key of the history. Defaults to `validationLoss`. */
  readonly monitor?: string
  /** Whether less of it is better, or more. Defaults to `max` where its name ends in accuracy, else to `min`, as in Keras. */
  readonly mode?: 'min' | 'max'
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

/**
 * What is monitored in an epoch, so that smaller is better; null where it was not measured.
 *
 * @throws {UsageError} if the history has no such key
 */
export function scoreOf(record: object, { monitor = 'validationLoss', mode }: Omit<EarlyStopping, 'patience'>) {
  const measured = (record as Readonly<Record<string, unknown>>)[monitor]
  if (measured === null) return null
  if (typeof measured !== 'number')
    throw new UsageError(`fit: expected monitor to be one of ${Object.keys(record).join(', ')}, received ${monitor}`)
  return (mode ?? (/accuracy$/i.test(monitor) ? 'max' : 'min')) === 'min' ? measured : -measured
}

/** The better of the best so far and an epoch that has just ended. */
export function betterOf(
  best: Best | undefined,
  record: { readonly epoch: number },
  parameters: Parameters,
  stopping: Omit<EarlyStopping, 'patience'> = {},
): Best | undefined {
  const score = scoreOf(record, stopping)
  if (score === null) return best
  const better = best === undefined || score < best.score
  return better ? { epoch: record.epoch, score, parameters: copyParameters(parameters) } : best
}

/** Whether the patience is over. */
export function outOfPatience(best: Best | undefined, epoch: number, stopping: EarlyStopping | undefined): boolean {
  return stopping !== undefined && best !== undefined && epoch - best.epoch >= stopping.patience
}
