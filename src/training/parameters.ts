import { initialValues } from '../layers/initializers.js'
import type { NamedWeight, Network } from '../layers/network.js'
import { randomStream } from '../random.js'
import type { Values } from '../runtime/runtime.js'

/** All numbers of a network in two vectors: those that gradients move, and the running statistics. */
export interface Parameters {
  readonly trained: Float32Array
  readonly statistics: Float32Array
}

/** Where memory is taken from: of a `Runtime`, or this thread's own. */
export type Allocate = (bytes: number) => ArrayBufferLike

const privately: Allocate = bytes => new ArrayBuffer(bytes)

/** How many numbers of each sort a network has. */
export function parameterCounts(network: Network): { trained: number; statistics: number } {
  const count = (trainable: boolean) =>
    network.weights
      .filter(weight => weight.trainable === trainable)
      .reduce((total, { shape }) => total + size(shape), 0)
  return { trained: count(true), statistics: count(false) }
}

/**
 * A network's numbers, all 0, in memory from `allocate`.
 *
 * @param allocate Defaults to memory of this thread.
 * @example emptyParameters(network)
 */
export function emptyParameters(network: Network, allocate: Allocate = privately): Parameters {
  const { trained, statistics } = parameterCounts(network)
  return {
    trained: new Float32Array(allocate(trained * 4)),
    statistics: new Float32Array(allocate(statistics * 4)),
  }
}

/**
 * Draws the first weights of a network. Each weight has a stream of its own, so that a change to one layer leaves the others as they were.
 *
 * @param seed a whole number
 * @param allocate Defaults to memory of this thread.
 * @example initialParameters(network, 0)
 */
export function initialParameters(network: Network, seed: number, allocate: Allocate = privately): Parameters {
  const parameters = emptyParameters(network, allocate)
  const values = parameterValues(network, parameters)
  for (const spec of network.weights)
    (values[spec.name]!.data as Float32Array).set(initialValues(spec, randomStream(seed, 'initial', spec.name)))
  return parameters
}

/**
 * A network's weights by name, as views into the vectors of its parameters.
 *
 * @example parameterValues(network, state.parameters)['dense.kernel']
 */
export function parameterValues(network: Network, { trained, statistics }: Parameters): Values {
  const used = { trained: 0, statistics: 0 }
  return Object.fromEntries(
    network.weights.map(({ name, shape, trainable }) => {
      const sort = trainable ? 'trained' : 'statistics'
      const start = used[sort]
      used[sort] += size(shape)
      return [name, { data: (trainable ? trained : statistics).subarray(start, used[sort]), shape }]
    }),
  )
}

/** A trained weight and where it lies in the vector of all: from `start` to before `end`. */
export interface PlacedParameter extends NamedWeight {
  readonly start: number
  readonly end: number
}

/** The map of the vector of trained weights. */
export function placedParameters(weights: readonly NamedWeight[]): PlacedParameter[] {
  let end = 0
  return weights
    .filter(({ trainable }) => trainable)
    .map(weight => {
      const start = end
      end += size(weight.shape)
      return { ...weight, start, end }
    })
}

/** A copy that no later step changes. */
export function copyParameters({ trained, statistics }: Parameters): Parameters {
  return { trained: Float32Array.from(trained), statistics: Float32Array.from(statistics) }
}

export function size(shape: readonly number[]): number {
  return shape.reduce((product, length) => product * length, 1)
}
