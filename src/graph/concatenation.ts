import { UsageError } from '../errors.js'
import { slice } from './shape.js'
import { fixed, formatShape, operation, sameShape, type Tensor } from './tensor.js'

/** Tensors that one `Concat` joins: WebGPU lets a shader have eight buffers, and one of them is the result. */
const MOST = 7

/**
 * Joins tensors that differ in one axis only, along it.
 *
 * @param xs at least one
 * @param axis from 0; its sizes must be known
 * @throws {UsageError} if another axis differs
 * @example ops.concatenate([a, b], 1)
 */
export function concatenate(xs: readonly Tensor[], axis: number): Tensor {
  if (xs.length > MOST) return concatenate([concatenate(xs.slice(0, MOST), axis), ...xs.slice(MOST)], axis)
  const sizes = xs.map(x => fixed(x, axis))
  const joined = (size: number) => xs[0]!.shape.map((other, at) => (at === axis ? size : other))
  const odd = xs.find(({ shape }, index) => !sameShape(shape, joined(sizes[index]!)))
  if (odd)
    throw new UsageError(
      `concatenate: expected shapes that differ on axis ${axis} only, received ${formatShape(xs[0]!.shape)} and ${formatShape(odd.shape)}`,
    )
  const starts = sizes.map((_, index) => total(sizes.slice(0, index)))
  return operation('Concat', xs, {
    shape: joined(total(sizes)),
    attributes: { axis: { int: axis } },
    derivative: dy =>
      sizes.map((size, index) => slice(dy, [{ axis, start: starts[index]!, end: starts[index]! + size }])),
  })
}

const total = (sizes: readonly number[]) => sizes.reduce((sum, size) => sum + size, 0)
