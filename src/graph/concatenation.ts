import { slice } from './shape.js'
import { fixed, operation, type Tensor } from './tensor.js'

/** Tensors that one `Concat` joins: WebGPU lets a shader have eight buffers, and one of them is the result. */
const MOST = 7

/**
 * Joins tensors that differ in one axis only, along it.
 *
 * @param xs at least one
 * @param axis from 0; its sizes must be known
 * @example ops.concatenate([a, b], 1)
 */
export function concatenate(xs: readonly Tensor[], axis: number): Tensor {
  if (xs.length > MOST) return concatenate([concatenate(xs.slice(0, MOST), axis), ...xs.slice(MOST)], axis)
  const sizes = xs.map(x => fixed(x, axis))
  const starts = sizes.map((_, index) => total(sizes.slice(0, index)))
  return operation('Concat', xs, {
    shape: xs[0]!.shape.map((size, at) => (at === axis ? total(sizes) : size)),
    attributes: { axis: { int: axis } },
    derivative: dy =>
      sizes.map((size, index) => slice(dy, [{ axis, start: starts[index]!, end: starts[index]! + size }])),
  })
}

const total = (sizes: readonly number[]) => sizes.reduce((sum, size) => sum + size, 0)
