import { ModelError } from '../errors.js'
import { show } from '../options.js'
import type { Sums } from './measures.js'
import { means } from './measures.js'

/** A metric's keys in the history: `accuracy` is reported as `trainAccuracy` and `validationAccuracy`. */
export type Measured<M extends string> = Readonly<Record<`train${Capitalize<M>}`, number>> &
  Readonly<Record<`validation${Capitalize<M>}`, number | null>>

/**
 * What an epoch showed: the means of the loss and of each metric M over the epoch's batches, each measured as the step met it, and
 * the same over the validation examples after the epoch; null where there are none.
 */
export type EpochRecord<M extends string = 'accuracy'> = Measured<M | 'loss'> & {
  /** From 1. */
  readonly epoch: number
  /** Wall time of training and validation. */
  readonly seconds: number
  /** Of the epoch's last step. */
  readonly learningRate: number
}

/** Where a training is within an epoch, for a progress line, with the means of the loss and of each metric M so far. */
export type StepProgress<M extends string = 'accuracy'> = Readonly<Record<M | 'loss', number>> & {
  readonly epoch: number
  readonly epochs: number
  /** Steps of this epoch done, and in all. */
  readonly step: number
  readonly steps: number
  /** Examples of this epoch seen. */
  readonly seen: number
  readonly examplesPerSecond: number
  /** Until the last epoch ends, at the speed of this one. */
  readonly secondsLeft: number
}

/** Where a training stands, as its state has it. */
interface Position {
  readonly epoch: number
  readonly step: number
  readonly running: { readonly sums: Sums; readonly seen: number; readonly seconds: number }
}

/** Tells where a training is. */
export function stepProgress<M extends string>(
  { epoch, step, running }: Position,
  epochs: number,
  steps: number,
): StepProgress<M> {
  const { seen, seconds } = running
  return {
    ...means(running.sums),
    epoch: epoch + 1,
    epochs,
    step,
    steps,
    seen,
    examplesPerSecond: seen / seconds,
    secondsLeft: (((epochs - epoch) * steps - step) * seconds) / step,
  } as StepProgress<M>
}

/** Puts together what an epoch showed. */
export function epochRecord<M extends string>(
  train: Sums,
  validation: Readonly<Record<string, number>> | undefined,
  rest: Pick<EpochRecord, 'epoch' | 'seconds' | 'learningRate'>,
): EpochRecord<M> {
  const { epoch, seconds, learningRate } = rest
  const measured = Object.entries(means(train)).map(([name, value]) => [`train${capitalized(name)}`, value])
  const held = Object.keys(train).map(name => [`validation${capitalized(name)}`, validation?.[name] ?? null])
  return {
    epoch,
    seconds,
    ...Object.fromEntries([...measured, ...held]),
    learningRate,
  } as EpochRecord<M>
}

/**
 * Makes sure that a history, perhaps read from a file, tells the loss and every metric.
 *
 * @throws {ModelError} that names the first that is missing
 */
export function expectMeasured(history: readonly Pick<EpochRecord, 'epoch'>[], names: readonly string[]): void {
  for (const record of history)
    for (const name of names.map(capitalized)) {
      const { [`train${name}`]: train, [`validation${name}`]: validation } = record as Readonly<Record<string, unknown>>
      const expected = (key: string, value: unknown) =>
        new ModelError(`fit: expected ${key}${name} of epoch ${record.epoch} to be a number, received ${show(value)}`, {
          code: 'ERR_MNIST_CHECKPOINT',
        })
      if (typeof train !== 'number') throw expected('train', train)
      if (typeof validation !== 'number' && validation !== null) throw expected('validation', validation)
    }
}

function capitalized(name: string): string {
  return name.slice(0, 1).toUpperCase() + name.slice(1)
}
