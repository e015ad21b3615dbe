import { ModelError } from '../errors.js'
import type { Network } from '../layers/network.js'
import { show } from '../options.js'
import type { EpochRecord } from './history.js'
import { type CurveState, emptyCurve } from './learningCurve.js'
import { noSums, type Sums } from './measures.js'
import { AVERAGE } from './optimizers/optimizer.js'
import type { Optimizer } from './optimizers.js'
import { copyParameters, initialParameters, type Parameters, parameterCounts } from './parameters.js'
import type { Best } from './stopping.js'

/**
 * All that a training is, between two steps: whoever resumes from here ends with the same weights, to the last bit, as who
 * never stopped. The batches and all noise follow from the seed, the epoch and the step.
 */
export interface TrainingState<M extends string = 'accuracy'> {
  /** Epochs done. */
  readonly epoch: number
  /** Steps of the next epoch done, and what they showed. */
  readonly step: number
  readonly running: Running
  readonly parameters: Parameters
  /** The optimizer's memory. */
  readonly slots: Readonly<Record<string, Float32Array>>
  readonly history: readonly EpochRecord<M>[]
  /** `learningCurve` tells it. */
  readonly curve: CurveState<M>
  readonly best?: Best
}

/** What the steps of an unfinished epoch showed. */
export interface Running {
  readonly sums: Sums
  /** Examples. */
  readonly seen: number
  readonly seconds: number
}

export const nothingYet: Running = { sums: noSums, seen: 0, seconds: 0 }

/**
 * The state before the first step.
 *
 * @param seed of the first weights
 * @example initialState(network, adam(), 0)
 */
export function initialState<M extends string = 'accuracy'>(
  network: Network,
  optimizer: Optimizer,
  seed: number,
): TrainingState<M> {
  const parameters = initialParameters(network, seed)
  const slots = Object.fromEntries(optimizer.slots.map(slot => [slot, new Float32Array(parameters.trained.length)]))
  return { epoch: 0, step: 0, running: nothingYet, parameters, slots, history: [], curve: emptyCurve }
}

/**
 * The weights to evaluate and to export: their moving average where the optimizer keeps one.
 *
 * @example evaluatedParameters(state)
 */
export function evaluatedParameters({ parameters, slots }: Pick<TrainingState, 'parameters' | 'slots'>): Parameters {
  const average = slots[AVERAGE]
  return average ? { trained: average, statistics: parameters.statistics } : parameters
}

/** A copy that later steps leave as it is. */
export function snapshot<M extends string>(state: TrainingState<M>): TrainingState<M> {
  return {
    ...state,
    parameters: copyParameters(state.parameters),
    slots: Object.fromEntries(Object.entries(state.slots).map(([slot, values]) => [slot, Float32Array.from(values)])),
    history: [...state.history],
  }
}

/**
 * Makes sure that a state, perhaps read from a file, belongs to a network and an optimizer.
 *
 * @throws {ModelError} that tells which vector is missing or how long it should be
 */
export function expectFitting(
  { parameters, slots, best }: Pick<TrainingState, 'parameters' | 'slots' | 'best'>,
  network: Network,
  optimizer: Optimizer,
) {
  const { trained, statistics } = parameterCounts(network)
  const expected: [name: string, vector: Float32Array | undefined, length: number][] = [
    ['weights', parameters.trained, trained],
    ['statistics', parameters.statistics, statistics],
    ...optimizer.slots.map((slot): (typeof expected)[number] => [`"${slot}" values`, slots[slot], trained]),
    ...(best
      ? ([
          ['best weights', best.parameters.trained, trained],
          ['best statistics', best.parameters.statistics, statistics],
        ] satisfies typeof expected)
      : []),
  ]
  for (const [name, vector, length] of expected)
    if (vector?.length !== length)
      throw mismatch(`fit: expected a state with ${length} ${name}, received ${vector?.length ?? 'none'}`)
  const unknown = Object.keys(slots).find(slot => !optimizer.slots.includes(slot))
  if (unknown !== undefined)
    throw mismatch(`fit: expected a state without "${unknown}" values, received ${slots[unknown]!.length}`)
}

/**
 * Makes sure that a training of so many epochs and steps can stand where a state says.
 *
 * @throws {ModelError} that tells what was expected
 */
export function expectPosition(
  {
    epoch,
    step,
    history,
    best,
  }: Pick<TrainingState, 'epoch' | 'step' | 'best'> & { readonly history: readonly Pick<EpochRecord, 'epoch'>[] },
  { epochs, steps }: { readonly epochs: number; readonly steps: number },
): void {
  if (epoch > epochs)
    throw mismatch(`fit: expected a state after at most ${epochs} epochs, received one after ${epoch}`)
  if (step >= steps)
    throw mismatch(
      `fit: expected to resume before step ${steps} of an epoch, received step ${step}: was it saved with smaller batches?`,
    )
  if (epoch === epochs && step > 0)
    throw mismatch(`fit: expected to resume at step 0 after the last epoch, received step ${step}`)
  if (history.length !== epoch || history.some((record, index) => record.epoch !== index + 1))
    throw mismatch(
      `fit: expected a history of the epochs 1 to ${epoch}, received ${show(history.map(record => record.epoch))}`,
    )
  if (best && (best.epoch < 1 || best.epoch > epoch))
    throw mismatch(`fit: expected the best of the epochs 1 to ${epoch}, received epoch ${best.epoch}`)
}

const mismatch = (message: string) => new ModelError(message, { code: 'ERR_MNIST_CHECKPOINT' })
