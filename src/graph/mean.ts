import { cast, divide } from './elementwise.js'
import { expandLike, reducedShape } from './reduction.js'
import { reshape } from './shape.js'
import { operation, type Tensor } from './tensor.js'

/**
 * The mean over the given axes (ONNX ReduceMean).
 *
 * @param x of any shape
 * @param axes which are reduced, from 0
 * @param keep whether they stay, with size 1. Defaults to false.
 * @example ops.mean(x, [2, 3]) // [batch, channels]
 */
export function mean(x: Tensor, axes: readonly number[], keep = false): Tensor {
  return operation('ReduceMean', [x], {
    shape: reducedShape(x.shape, axes, keep),
    attributes: { axes: { ints: axes }, keepdims: { int: keep ? 1 : 0 } },
    derivative(dy, y, x) {
      const dyEach = divide(dy, divide(sizeOf(x), sizeOf(y)))
      return [expandLike(reshape(dyEach, reducedShape(x.shape, axes, true)), x)]
    },
  })
}

/**
 * How many values x has when the graph runs; a float32 of rank 0.
 *
 * @param x of any shape
 * @example ops.divide(ops.sum(x, [0, 1]), ops.sizeOf(x))
 */
export function sizeOf(x: Tensor): Tensor {
  return cast(operation('Size', [x], { shape: [], dtype: 'int64' }), 'float32')
}
