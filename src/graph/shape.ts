import { type Dimension, fixed, formatShape, integers, operation, type Shape, scalar, type Tensor } from './tensor.js'

/** The same values under another shape. A batch stays on its axis. */
export function reshape(x: Tensor, shape: Shape): Tensor {
  const known = (dimensions: Shape) => dimensions.reduce<number>((n, size) => (size === 'batch' ? n : n * size), 1)
  const batches = (dimensions: Shape) => dimensions.filter(size => size === 'batch').length
  if (known(x.shape) !== known(shape) || batches(x.shape) !== batches(shape) || batches(shape) > 1)
    throw new Error(`reshape: expected as many values as in ${formatShape(x.shape)}, received ${formatShape(shape)}`)
  return openReshape(x, shape)
}

/** `reshape` where the open size may change its meaning: in a matrix of windows it is windows · batch. */
export function openReshape(x: Tensor, shape: Shape): Tensor {
  return operation('Reshape', [x, integers(shape.map(size => (size === 'batch' ? -1 : size)))], {
    shape,
    derivative: dy => [openReshape(dy, x.shape)],
  })
}

/** Reorders the axes: axis i of the result is axis permutation[i] of x. What only turns back is not computed. */
export function transpose(x: Tensor, permutation: readonly number[]): Tensor {
  const before = x.origin.kind === 'operation' && x.origin.operator === 'Transpose' ? x.origin : undefined
  const turned = before && 'ints' in before.attributes.perm! ? before.attributes.perm.ints : undefined
  if (before && turned && permutation.every((axis, i) => turned[axis] === i)) return before.inputs[0]!
  const inverse = permutation.map((_, axis) => permutation.indexOf(axis))
  return operation('Transpose', [x], {
    shape: permutation.map(axis => x.shape[axis]!),
    attributes: { perm: { ints: permutation } },
    derivative: dy => [transpose(dy, inverse)],
  })
}

export interface Range {
  readonly axis: number
  readonly start: number
  readonly end: number
  /** 1 unless told. */
  readonly step?: number
}

/** The part of x within the ranges, other axes whole. Its derivative is defined for steps of 1. */
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
      derivative: dy => [
        pad(
          dy,
          x.shape.map((_, axis) => range(axis)?.start ?? 0),
          x.shape.map((_, axis) => (range(axis) ? fixed(x, axis) - range(axis)!.end : 0)),
        ),
      ],
    }),
  })
}

/** Adds `before[axis]` and `after[axis]` entries of a constant value around x. */
export function pad(x: Tensor, before: readonly number[], after: readonly number[], value = 0): Tensor {
  if ([...before, ...after].every(count => count === 0)) return x
  return operation('Pad', [x, integers([...before, ...after]), scalar(value)], {
    shape: x.shape.map((size, axis) => (size === 'batch' ? size : size + before[axis]! + after[axis]!)),
    derivative: dy => [
      slice(
        dy,
        x.shape.flatMap((size, axis) =>
          size === 'batch' ? [] : [{ axis, start: before[axis]!, end: before[axis]! + size }],
        ),
      ),
    ],
  })
}
