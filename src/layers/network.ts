import { input, type Tensor } from '../graph/tensor.js'
import type { ExampleShape, TrainingContext, WeightSpec } from './layer.js'

/** An input or output of a network. */
export interface TensorSpec {
  readonly name: string
  /** Of one example, the batch axis left out. */
  readonly shape: ExampleShape
  readonly dtype: 'float32' | 'uint8'
}

/** A weight of a network; `sequential` names it `layer.weight`. */
export interface NamedWeight extends WeightSpec {
  readonly name: string
}

/** Symbolic tensors by name: the inputs, the outputs or the weights of a network. */
export type Tensors = Readonly<Record<string, Tensor>>

/** A feed-forward network, as training and export see it: named inputs, outputs and weights, and how to compute. */
export interface Network {
  readonly inputs: readonly TensorSpec[]
  readonly outputs: readonly TensorSpec[]
  /** All weights, in the order of the layers. */
  readonly weights: readonly NamedWeight[]
  /**
   * Extends the graph by the network. Without a training context it computes what prediction needs.
   *
   * @param inputs one tensor [batch, ...shape] for each of `inputs`
   * @param weights one tensor for each of `weights`
   * @returns one tensor [batch, ...shape] for each of `outputs`
   */
  apply(inputs: Tensors, weights: Tensors, training?: TrainingContext): Tensors
}

/**
 * The inputs of a network as tensors that are fed at each run: [batch, ...shape].
 *
 * @example const y = network.apply(inputTensors(network), weightTensors(network))
 */
export function inputTensors(network: Pick<Network, 'inputs'>): Tensors {
  return Object.fromEntries(
    network.inputs.map(({ name, dtype, shape }) => [name, input(name, dtype, ['batch', ...shape])]),
  )
}

/**
 * The weights of a network as tensors that are fed at each run.
 *
 * @example const y = network.apply(inputTensors(network), weightTensors(network))
 */
export function weightTensors(network: Pick<Network, 'weights'>): Tensors {
  return Object.fromEntries(network.weights.map(({ name, shape }) => [name, input(name, 'float32', shape)]))
}
