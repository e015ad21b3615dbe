import { UsageError } from '../errors.js'
import { shapeOf } from './shape.js'
import { formatShape, operation, type Tensor } from './tensor.js'

/**
 * Takes values along an axis, as NumPy's `take_along_axis`: for an axis of 1, y[i, j] = x[i, indices[i, j]]. So a label picks its
 * class out of all.
 *
 * @param indices int64, of the rank of x, and of its sizes on all other axes
 * @example takeAlongAxis(logSoftmax(logits), reshape(cast(labels, 'int64'), ['batch', 1]), 1) // [batch, 1]
 * @throws {UsageError} if the sizes on another axis differ
 */
export function takeAlongAxis(x: Tensor, indices: Tensor, axis: number): Tensor {
  if (x.shape.length !== indices.shape.length || x.shape.some((size, i) => i !== axis && size !== indices.shape[i]))
    throw new UsageError(
      `takeAlongAxis: expected indices of the shape ${formatShape(x.shape)} on all axes but ${axis}, received ${formatShape(indices.shape)}`,
    )
  const attributes = { axis: { int: axis } }
  return operation('GatherElements', [x, indices], {
    shape: indices.shape,
    attributes,
    derivative(dy, _, x, indices) {
      const zeros = operation('ConstantOfShape', [shapeOf(x)], { shape: x.shape })
      const added = { ...attributes, reduction: { text: 'add' } }
      return [operation('ScatterElements', [zeros, indices, dy], { shape: x.shape, attributes: added }), undefined]
    },
  })
}
