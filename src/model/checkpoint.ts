import * as v from 'valibot'
import { ModelError } from '../errors.js'
import { expectShape, finite, notNegative, positiveInteger, wholeNumber } from '../options.js'
import { emptyCurve } from '../training/learningCurve.js'
import { nothingYet, type TrainingState } from '../training/state.js'
import { decodeSafetensors, encodeSafetensors, type Vectors } from './safetensors.js'

// A checkpoint is a safetensors file: the vectors of a training, and the rest of its state as JSON in the metadata.

/** What tells one run from another: digests, by what they are of. */
export type Identity = Readonly<Record<string, string>>

/**
 * Serializes a training state.
 *
 * @param state what `onCheckpoint` is given
 * @param identity of the run that it belongs to. Defaults to none.
 * @returns the bytes of a safetensors file
 * @example fit(network, examples, { ...options, onCheckpoint: state => writeFile('run.safetensors', encodeCheckpoint(state)) })
 */
export function encodeCheckpoint<M extends string>(state: TrainingState<M>, identity?: Identity): Uint8Array {
  const { epoch, step, running, history, curve, best } = state
  const vectors: Vectors = {
    trained: state.parameters.trained,
    statistics: state.parameters.statistics,
    ...Object.fromEntries(Object.entries(state.slots).map(([slot, values]) => [slotPrefix + slot, values])),
    ...(best && { 'best.trained': best.parameters.trained, 'best.statistics': best.parameters.statistics }),
  }
  const summary = {
    epoch,
    step,
    running,
    history,
    curve,
    ...(best && { best: { epoch: best.epoch, score: best.score } }),
  }
  return encodeSafetensors(vectors, {
    state: JSON.stringify(summary),
    ...(identity && { identity: JSON.stringify(identity) }),
  })
}

const slotPrefix = 'slot.'

const sumsSchema = v.record(v.string(), v.object({ total: finite, count: notNegative }, 'an object'), 'an object')

const curveSchema = v.object(
  {
    interval: positiveInteger,
    points: v.array(v.object({ epoch: notNegative, sums: sumsSchema }, 'an object'), 'a list of points'),
    pending: v.object({ steps: wholeNumber, sums: sumsSchema }, 'an object'),
    validation: v.array(v.objectWithRest({ epoch: notNegative }, v.nullable(finite), 'an object'), 'a list of points'),
    validationCount: wholeNumber,
  },
  'an object',
)

const stateSchema = v.object(
  {
    epoch: wholeNumber,
    step: wholeNumber,
    running: v.union(
      [
        v.strictObject({ sums: sumsSchema, seen: wholeNumber, seconds: notNegative }),
        v.strictObject({ loss: finite, correct: wholeNumber, seconds: notNegative }),
      ],
      'what the steps of an epoch showed',
    ),
    history: v.array(
      v.objectWithRest(
        { epoch: wholeNumber, seconds: notNegative, learningRate: finite },
        v.nullable(finite), // the means of the loss and of each metric
        'an object',
      ),
      'a list of epochs',
    ),
    curve: v.optional(curveSchema),
    best: v.optional(v.object({ epoch: wholeNumber, score: finite }, 'an object')),
  },
  'an object',
)

const identitySchema = v.record(v.string(), v.string('a text'), 'an object')

/**
 * Reads a training state. Whether it fits a network, `fit` checks.
 *
 * @param identity of the run that is to go on; one that the checkpoint does not know of does not matter. Defaults to any.
 * @throws {ModelError} if the bytes are no checkpoint, or a damaged one, or that of another run
 * @example fit(network, examples, { ...options, resume: decodeCheckpoint(await readFile('run.safetensors')) })
 */
export function decodeCheckpoint<M extends string = 'accuracy'>(
  bytes: Uint8Array,
  identity: Identity = {},
): TrainingState<M> {
  const { state, known } = decoded(bytes)
  const different = Object.keys(identity).filter(key => Object.hasOwn(known, key) && known[key] !== identity[key])
  if (different.length > 0)
    throw new ModelError(
      `expected the checkpoint of this run, received that of another, with different ${different.join(' and ')}`,
      { code: 'ERR_MNIST_CHECKPOINT' },
    )
  return state as TrainingState<string> as TrainingState<M>
}

function decoded(bytes: Uint8Array): { state: TrainingState; known: Identity } {
  try {
    const { vectors, metadata } = decodeSafetensors(bytes)
    const known: unknown = JSON.parse(metadata.identity ?? '{}')
    expectShape(identitySchema, known, 'an identity')
    const state: unknown = JSON.parse(metadata.state ?? 'null')
    expectShape(stateSchema, state, 'the state of a training')
    return { state: assembled(state as unknown as StateSummary, vectors), known }
  } catch (error) {
    throw new ModelError(
      `expected a whole checkpoint, received ${bytes.length} bytes that are none (${(error as Error).message})`,
      { code: 'ERR_MNIST_CHECKPOINT', cause: error },
    )
  }
}

/** A state without its vectors. */
type StateSummary = Pick<TrainingState, 'epoch' | 'step' | 'history'> & {
  readonly running: TrainingState['running'] | { readonly correct: number; readonly seconds: number }
  readonly curve?: TrainingState['curve']
  readonly best?: { readonly epoch: number; readonly score: number }
}

function assembled(
  { epoch, step, running, history, curve = emptyCurve, best }: StateSummary,
  vectors: Vectors,
): TrainingState {
  const names = Object.keys(vectors)
  const slots = names.filter(name => name.startsWith(slotPrefix))
  const wanted = ['trained', 'statistics', ...(best ? ['best.trained', 'best.statistics'] : [])]
  const unknown = names.find(name => !wanted.includes(name) && !slots.includes(name))
  if (unknown !== undefined)
    throw new ModelError(`expected ${wanted.join(', ')} and ${slotPrefix}…, received ${unknown}`)
  const vector = (name: string): Float32Array => {
    if (!Object.hasOwn(vectors, name)) throw new ModelError(`expected ${name}, which is missing`)
    return vectors[name]!
  }
  return {
    epoch,
    step,
    // Version 0.1.0 kept sums without counts: an epoch that it left unfinished has the means of the steps to come.
    running: 'correct' in running ? { ...nothingYet, seconds: running.seconds } : running,
    history,
    curve,
    parameters: { trained: vector('trained'), statistics: vector('statistics') },
    slots: Object.fromEntries(slots.map(name => [name.slice(slotPrefix.length), vector(name)])),
    ...(best && {
      best: { ...best, parameters: { trained: vector('best.trained'), statistics: vector('best.statistics') } },
    }),
  }
}
