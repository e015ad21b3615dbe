import { UsageError } from '../errors.js'
import { reshape, shapeOf } from './shape.js'
import { type Dimension, formatShape, integers, operation, type Shape, sameShape, type Tensor } from './tensor.js'

/**
 * The sum over the given axes (ONNX ReduceSum).
 *
 * @param x of any shape
 * @param axes which are reduced, from 0
 * @param keep whether they stay, with size 1. Defaults to false.
 * @example ops.sum(x, [1]) // [batch, features] → [batch]
 */
export function sum(x: Tensor, axes: readonly number[], keep = false): Tensor {
  return operation('ReduceSum', [x, integers(axes)], {
    shape: reducedShape(x.shape, axes, keep),
    attributes: { keepdims: { int: keep ? 1 : 0 } },
    derivative: (dy, _, x) => [expandLike(keep ? dy : reshape(dy, reducedShape(x.shape, axes, true)), x)],
  })
}

/**
 * The index of the largest value along the last axis, the first of equals; int64. It has no derivative.
 *
 * @param x […, n]
 * @returns […]
 * @example ops.argMax(probabilities) // [batch]
 */
export function argMax(x: Tensor): Tensor {
  return operation('ArgMax', [x], {
    shape: x.shape.slice(0, -1),
    dtype: 'int64',
    attributes: { axis: { int: -1 }, keepdims: { int: 0 } },
  })
}

/**
 * Repeats x along its axes of size 1 until it has the shape of `like`.
 *
 * @param like of the rank of x; only its shape is looked at
 * @example ops.expandLike(mean, x)
 */
export function expandLike(x: Tensor, like: Tensor): Tensor {
  if (sameShape(x.shape, like.shape)) return x
  return operation('Expand', [x, shapeOf(like)], { shape: like.shape, derivative: (dy, _, x) => [sumTo(dy, x.shape)] })
}

/** The dual of broadcasting: sums dy over the axes along which an operand of the given shape was repeated. */
export function sumTo(dy: Tensor, shape: Shape): Tensor {
  if (sameShape(dy.shape, shape)) return dy
  const missing = dy.shape.length - shape.length
  const axes = dy.shape.flatMap((size, axis) =>
    axis < missing || (shape[axis - missing] === 1 && size !== 1) ? [axis] : [],
  )
  return reshape(sum(dy, axes), shape)
}

/** The shape of an elementwise result of two operands, by NumPy's broadcasting rule. */
export function broadcastShape(operator: string, a: Shape, b: Shape): Shape {
  const rank = Math.max(a.length, b.length)
  const at = (shape: Shape, axis: number): Dimension => shape[axis - (rank - shape.length)] ?? 1
  return Array.from({ length: rank }, (_, axis) => {
    const sizeA = at(a, axis)
    const sizeB = at(b, axis)
    if (sizeA === sizeB || sizeB === 1) return sizeA
    if (sizeA === 1) return sizeB
    throw new UsageError(
      `${operator}: expected shapes that broadcast together, received ${formatShape(a)} and ${formatShape(b)}`,
    )
  })
}

/** The shape of a sum or a mean over the given axes. */
export function reducedShape(shape: Shape, axes: readonly number[], keep: boolean): Shape {
  return shape.flatMap((size, axis) => (axes.includes(axis) ? (keep ? [1] : []) : [size]))
}
