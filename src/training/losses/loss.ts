import { UsageError } from '../../errors.js'
import type { Tensor } from '../../graph/tensor.js'
import type { TensorSpec, Tensors } from '../../layers/network.js'

/** A mean over a batch: for each example a sum of values, and how many (or how much) they count, [batch] each. */
export interface Ratio {
  readonly total: Tensor
  readonly count: Tensor
}

/**
 * What a network's outputs are worth beside the targets, for each example: values [batch] that all count alike, or sums and
 * counts. Extends the graph; what it yields is only looked at, so it needs no derivative.
 */
export type Measure = (outputs: Tensors, targets: Tensors) => Tensor | Ratio

/**
 * What training minimizes. A loss of your own is an object of this form.
 *
 * @example
 * const relativeError: Loss = {
 *   targets: () => [{ name: 'price', shape: [], dtype: 'float32' }],
 *   apply: ({ estimate }, { price }) => {
 *     const error = divide(subtract(reshape(estimate!, ['batch']), price!), price!)
 *     return multiply(error, error)
 *   },
 * }
 */
export interface Loss {
  /**
   * What it compares the outputs with: arrays that every example must bring.
   *
   * @throws {UsageError} if it does not fit the outputs
   */
  targets(outputs: readonly TensorSpec[]): readonly TensorSpec[]
  /** The loss of each example, [batch]. Training minimizes its mean over the batch, times the sample weights. */
  apply(outputs: Tensors, targets: Tensors): Tensor
  /** What history and validation tell as the loss. Defaults to the mean of `apply`. */
  readonly report?: Measure
}

/** Which output a loss or metric looks at, and what it compares it with. */
export interface Pairing {
  /** Name of the output. Defaults to the only one. */
  readonly output?: string
  /** Name of the target. */
  readonly target?: string
}

/**
 * The output that a loss or a metric of your own looks at.
 *
 * @param owner who looks, as an error shall name it
 * @param outputs what it is given
 * @param name Defaults to the only one.
 * @throws {UsageError} if there is none of that name, or several and no name
 * @example outputOf('dice', outputs, 'mask')
 */
export function outputOf<T>(owner: string, outputs: Readonly<Record<string, T>>, name: string | undefined): T {
  const names = Object.keys(outputs)
  const chosen = name ?? (names.length === 1 ? names[0]! : undefined)
  if (chosen === undefined || !Object.hasOwn(outputs, chosen))
    throw new UsageError(`${owner}: expected output to be one of ${names.join(', ')}, received ${chosen ?? 'none'}`)
  return outputs[chosen]!
}

/** The same among the descriptions of a network's outputs. */
export function outputSpec(owner: string, outputs: readonly TensorSpec[], name: string | undefined): TensorSpec {
  return outputOf(owner, Object.fromEntries(outputs.map(spec => [spec.name, spec])), name)
}

/**
 * The target that a loss or a metric of your own compares with.
 *
 * @param owner who looks, as an error shall name it
 * @throws {UsageError} if the loss reads none of that name
 * @example targetOf('dice', targets, 'mask')
 */
export function targetOf(owner: string, targets: Tensors, name: string): Tensor {
  const target = Object.hasOwn(targets, name) ? targets[name] : undefined
  if (!target)
    throw new UsageError(`${owner}: expected target to be one of ${Object.keys(targets).join(', ')}, received ${name}`)
  return target
}
