import { add, cast, divide, equalMask, multiply, subtract } from './elementwise.js'
import { broadcastShape, sumTo } from './reduction.js'
import { operation, scalar, type Tensor } from './tensor.js'

/**
 * The larger of two values, broadcast together; where they are equal, they share the gradient.
 *
 * @param a of any shape
 * @param b of a shape that broadcasts with that of a
 * @throws {UsageError} if the shapes do not broadcast together
 * @example ops.maximum(x, ops.scalar(0))
 */
export function maximum(a: Tensor, b: Tensor): Tensor {
  return extremum('Max', a, b)
}

/**
 * The smaller of two values, broadcast together; where they are equal, they share the gradient.
 *
 * @param a of any shape
 * @param b of a shape that broadcasts with that of a
 * @throws {UsageError} if the shapes do not broadcast together
 * @example ops.minimum(x, ops.scalar(0))
 */
export function minimum(a: Tensor, b: Tensor): Tensor {
  return extremum('Min', a, b)
}

function extremum(operator: 'Max' | 'Min', a: Tensor, b: Tensor): Tensor {
  return operation(operator, [a, b], {
    shape: broadcastShape(operator === 'Max' ? 'maximum' : 'minimum', a.shape, b.shape),
    derivative(dy, y, a, b) {
      const [isA, isB] = [equalMask(a, y), equalMask(b, y)]
      const dyEach = divide(dy, add(isA, isB))
      return [sumTo(multiply(dyEach, isA), a.shape), sumTo(multiply(dyEach, isB), b.shape)]
    },
  })
}

/**
 * x within bounds; outside them, and nowhere else, the derivative is 0.
 *
 * @param x of any shape
 * @param lowest a number that stands in the graph
 * @param highest a number that stands in the graph
 * @example ops.clip(probabilities, 1e-7, 1)
 */
export function clip(x: Tensor, lowest: number, highest: number): Tensor {
  return operation('Clip', [x, scalar(lowest), scalar(highest)], {
    shape: x.shape,
    derivative: (dy, y, x) => [multiply(dy, equalMask(x, y)), undefined, undefined],
  })
}

/**
 * a where the mask is 1, b where it is 0, broadcast together. Neither sees a gradient where the other is taken.
 *
 * @param mask 0 or 1, of any type
 * @param a of any shape
 * @param b of a shape that broadcasts with that of a
 * @throws {UsageError} if the shapes do not broadcast together
 * @example ops.where(ops.greaterMask(x, 0), x, ops.scalar(0))
 */
export function where(mask: Tensor, a: Tensor, b: Tensor): Tensor {
  return operation('Where', [cast(mask, 'bool'), a, b], {
    shape: broadcastShape('where', mask.shape, broadcastShape('where', a.shape, b.shape)),
    derivative(dy, _, condition, a, b) {
      const isA = cast(condition, 'float32')
      return [undefined, sumTo(multiply(dy, isA), a.shape), sumTo(multiply(dy, subtract(scalar(1), isA)), b.shape)]
    },
  })
}
