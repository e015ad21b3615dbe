import * as v from 'valibot'
import { expectShape, finite, notNegative, wholeNumber } from '../options.js'
import type { TrainingState } from '../training/state.js'
import { decodeSafetensors, encodeSafetensors, type Vectors } from './safetensors.js'

// A checkpoint is a safetensors file: the vectors of a training, and the rest of its state as JSON in the metadata.

/** What tells one run from another: digests, by what they are of. */
export type Identity = Readonly<Record<string, string>>

/**
 * Serializes a training state.
 *
 * @param identity of the run that it belongs to
 */
export function encodeCheckpoint(state: TrainingState, identity?: Identity): Uint8Array {
  const { epoch, step, running, history, best } = state
  const vectors: Vectors = {
    trained: state.parameters.trained,
    statistics: state.parameters.statistics,
    ...Object.fromEntries(Object.entries(state.slots).map(([slot, values]) => [slotPrefix + slot, values])),
    ...(best && { 'best.trained': best.parameters.trained, 'best.statistics': best.parameters.statistics }),
  }
  const summary = { epoch, step, running, history, ...(best && { best: { epoch: best.epoch, score: best.score } }) }
  return encodeSafetensors(vectors, {
    state: JSON.stringify(summary),
    ...(identity && { identity: JSON.stringify(identity) }),
  })
}

const slotPrefix = 'slot.'

const stateSchema = v.object(
  {
    epoch: wholeNumber,
    step: wholeNumber,
    running: v.object({ loss: finite, correct: wholeNumber, seconds: notNegative }, 'an object'),
    history: v.array(
      v.looseObject(
        {
          epoch: wholeNumber,
          seconds: notNegative,
          trainLoss: finite,
          trainAccuracy: finite,
          validationLoss: v.nullable(finite),
          validationAccuracy: v.nullable(finite),
          learningRate: finite,
        },
        'an object',
      ),
      'a list of epochs',
    ),
    best: v.optional(v.object({ epoch: wholeNumber, score: finite }, 'an object')),
  },
  'an object',
)

const identitySchema = v.record(v.string(), v.string('a text'), 'an object')

/**
 * Reads a training state.
 *
 * @param identity of the run that is to go on; one that the checkpoint does not know of does not matter
 * @throws {Error} if the bytes are no checkpoint, or a damaged one, or that of another run
 */
export function decodeCheckpoint(bytes: Uint8Array, identity: Identity = {}): TrainingState {
  const { state, known } = decoded(bytes)
  const different = Object.keys(identity).filter(key => Object.hasOwn(known, key) && known[key] !== identity[key])
  if (different.length > 0)
    throw new Error(
      `expected the checkpoint of this run, received that of another, with different ${different.join(' and ')}`,
    )
  return state
}

function decoded(bytes: Uint8Array): { state: TrainingState; known: Identity } {
  try {
    const { vectors, metadata } = decodeSafetensors(bytes)
    const known: unknown = JSON.parse(metadata.identity ?? '{}')
    expectShape(identitySchema, known, 'an identity')
    const state: unknown = JSON.parse(metadata.state ?? 'null')
    expectShape(stateSchema, state, 'the state of a training')
    return { state: assembled(state as StateSummary, vectors), known }
  } catch (error) {
    throw new Error(
      `expected a whole checkpoint, received ${bytes.length} bytes that are none (${(error as Error).message})`,
    )
  }
}

/** A state without its vectors. */
type StateSummary = Pick<TrainingState, 'epoch' | 'step' | 'running' | 'history'> & {
  readonly best?: { readonly epoch: number; readonly score: number }
}

function assembled({ epoch, step, running, history, best }: StateSummary, vectors: Vectors): TrainingState {
  const names = Object.keys(vectors)
  const slots = names.filter(name => name.startsWith(slotPrefix))
  const wanted = ['trained', 'statistics', ...(best ? ['best.trained', 'best.statistics'] : [])]
  const unknown = names.find(name => !wanted.includes(name) && !slots.includes(name))
  if (unknown !== undefined) throw new Error(`expected ${wanted.join(', ')} and ${slotPrefix}…, received ${unknown}`)
  const vector = (name: string): Float32Array => {
    if (!Object.hasOwn(vectors, name)) throw new Error(`expected ${name}, which is missing`)
    return vectors[name]!
  }
  return {
    epoch,
    step,
    running,
    history,
    parameters: { trained: vector('trained'), statistics: vector('statistics') },
    slots: Object.fromEntries(slots.map(name => [name.slice(slotPrefix.length), vector(name)])),
    ...(best && {
      best: { ...best, parameters: { trained: vector('best.trained'), statistics: vector('best.statistics') } },
    }),
  }
}
