import { batchFirst, batchLast, turnedFrom } from './batchLast.js'
import { reshape } from './shape.js'
import type { Tensor } from './tensor.js'

/**
 * Computes f of tensors [batch, …] of one rank in the layout that one of them was computed in: with the batch on the last axis
 * where any was.
 *
 * @param f gets the tensors in that layout, and where an axis of [batch, …] other than the batch lies in it
 */
export function inTheirLayout(
  xs: readonly Tensor[],
  f: (xs: readonly Tensor[], axisOf: (axis: number) => number) => Tensor,
): Tensor {
  return xs.some(turnedFrom) ? batchFirst(f(xs.map(batchLast), axis => axis - 1)) : f(xs, axis => axis)
}

/** [batch, …] → [batch, ...shape]: the same values of each example under another shape. */
export function reshapeExamples(x: Tensor, shape: readonly number[]): Tensor {
  const batch = x.shape[0]!
  const z = turnedFrom(x)
  return z ? batchFirst(reshape(z, [...shape, batch])) : reshape(x, [batch, ...shape])
}
