import { UsageError } from '../errors.js'
import { type Dimension, formatShape, isOpen, product, type Shape } from './dimension.js'
import { fixed, integers, operation, scalar, type Tensor } from './tensor.js'

/**
 * The same values under another shape.
 *
 * @param shape an open size keeps its name: `batch`
 * @throws {UsageError} if the shapes hold different numbers of values, or if more than one open size changes its axis
 * @example ops.reshape(x, ['batch', 784])
 */
export function reshape(x: Tensor, shape: Shape): Tensor {
  if (product(x.shape) !== product(shape))
    throw new UsageError(
      `reshape: expected as many values as in ${formatShape(x.shape)}, received ${formatShape(shape)}`,
    )
  const sizes = sizesForReshape(x.shape, shape)
  if (sizes === undefined)
    throw new UsageError(
      `reshape: expected at most one open size that changes its axis, received ${formatShape(shape)} from ${formatShape(x.shape)}`,
    )
  return reshapeTo(x, integers(sizes), shape)
}

/** The values of x under the shape of `like`, whichever of its sizes are open. */
function reshapeLike(x: Tensor, like: Tensor): Tensor {
  const sizes = sizesForReshape(x.shape, like.shape)
  return reshapeTo(x, sizes ? integers(sizes) : shapeOf(like), like.shape)
}

function reshapeTo(x: Tensor, sizes: Tensor, shape: Shape): Tensor {
  return operation('Reshape', [x, sizes], { shape, derivative: (dy, _, x) => [reshapeLike(dy, x)] })
}

/** Whether `reshape` can say how one shape becomes the other. */
export function isReshapable(from: Shape, to: Shape): boolean {
  return product(from) === product(to) && sizesForReshape(from, to) !== undefined
}

/** As ONNX wants them, where that can say it: one open size may be -1, found from the others; 0 keeps the size of the axis. */
function sizesForReshape(from: Shape, to: Shape): number[] | undefined {
  const several = to.filter(isOpen).length > 1
  const sizes = to.map((size, axis) => (isOpen(size) ? (several && size === from[axis] ? 0 : -1) : size))
  return sizes.filter(size => size === -1).length > 1 ? undefined : sizes
}

/**
 * The sizes of x when the graph runs; int64.
 *
 * @param x of any shape
 * @example ops.shapeOf(x)
 */
export function shapeOf(x: Tensor): Tensor {
  return operation('Shape', [x], { shape: [x.shape.length], dtype: 'int64' })
}

/**
 * Reorders the axes: axis i of the result is axis permutation[i] of x.
 *
 * @param x of any shape
 * @param permutation every axis once
 * @example ops.transpose(x, [0, 2, 3, 1])
 */
export function transpose(x: Tensor, permutation: readonly number[]): Tensor {
  const inverse = permutation.map((_, axis) => permutation.indexOf(axis))
  return operation('Transpose', [x], {
    shape: permutation.map(axis => x.shape[axis]!),
    attributes: { perm: { ints: permutation } },
    derivative: dy => [transpose(dy, inverse)],
  })
}

/** From `start` to before `end` along an axis. */
export interface Range {
  readonly axis: number
  readonly start: number
  readonly end: number
  /** Defaults to 1. */
  readonly step?: number
}

/**
 * The part of x within the ranges, other axes whole. Its derivative is defined for steps of 1.
 *
 * @param x of any shape
 * @param ranges at most one for each axis
 * @example ops.slice(x, [{ axis: 1, start: 0, end: 3 }])
 */
export function slice(x: Tensor, ranges: readonly Range[]): Tensor {
  const range = (axis: number) => ranges.find(candidate => candidate.axis === axis)
  const shape = x.shape.map((size, axis): Dimension => {
    const { start, end, step = 1 } = range(axis) ?? { start: 0, end: 0 }
    return range(axis) ? Math.ceil((end - start) / step) : size
  })
  const bounds = [
    integers(ranges.map(({ start }) => start)),
    integers(ranges.map(({ end }) => end)),
    integers(ranges.map(({ axis }) => axis)),
    integers(ranges.map(({ step = 1 }) => step)),
  ]
  return operation('Slice', [x, ...bounds], {
    shape,
    ...(ranges.every(({ step = 1 }) => step === 1) && {
      derivative: (dy, _, x) => [
        pad(
          dy,
          x.shape.map((_, axis) => range(axis)?.start ?? 0),
          x.shape.map((_, axis) => (range(axis) ? fixed(x, axis) - range(axis)!.end : 0)),
        ),
      ],
    }),
  })
}

/**
 * Adds `before[axis]` and `after[axis]` entries of a constant value around x.
 *
 * @param x of any shape
 * @param before for each axis
 * @param after for each axis
 * @param value what is added. Defaults to 0.
 * @throws {UsageError} if an axis of open size would grow
 * @example ops.pad(x, [0, 0, 1, 1], [0, 0, 1, 1])
 */
export function pad(x: Tensor, before: readonly number[], after: readonly number[], value = 0): Tensor {
  if ([...before, ...after].every(count => count === 0)) return x
  const kept = (axis: number) => before[axis] === 0 && after[axis] === 0
  return operation('Pad', [x, integers([...before, ...after]), scalar(value)], {
    shape: x.shape.map((size, axis) => (kept(axis) ? size : before[axis]! + fixed(x, axis) + after[axis]!)),
    derivative: (dy, _, x) => [
      slice(
        dy,
        x.shape.flatMap((_, axis) =>
          kept(axis) ? [] : [{ axis, start: before[axis]!, end: before[axis]! + fixed(x, axis) }],
        ),
      ),
    ],
  })
}
