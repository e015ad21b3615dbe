import { ModelError } from '../errors.js'
import type { ExampleShape } from '../layers/layer.js'
import { size } from '../training/parameters.js'
import { joined, type Order, sameOrder, simplified, transposed } from './order.js'

/** What flows into a layer: our shape of an example, and the order that a vector's features have in a framework with channels last. */
export interface Ordered {
  readonly shape: ExampleShape
  readonly order?: Order
}

/**
 * The order of the features that a layer yields where images have their channels last. Flattening mixes it: theirs goes pixel by pixel, ours channel
 * by channel. Whatever treats every feature alike hands the order on, until a dense layer ends it, whose rows are put in order.
 *
 * @param name of the layer, in errors
 * @param kind of the layer
 * @throws {ModelError} if the layer needs the features in one order
 */
export function featureOrder(name: string, kind: string, inputs: readonly Ordered[], outputShape: ExampleShape): Order {
  if (outputShape.length !== 1 && kind !== 'reshape') return undefined
  const [{ shape, order }] = inputs as readonly [Ordered]
  switch (kind) {
    case 'flatten':
      return shape.length === 3 ? simplified(transposed(shape, [1, 2, 0])) : order
    case 'dropout':
    case 'activation':
    case 'batchNormalization':
    case 'layerNormalization':
      return order
    case 'concatenate':
      return joined(inputs.map(input => ({ length: size(input.shape), order: input.order })))
    case 'add':
    case 'average':
      if (!inputs.every(input => sameOrder(input.order, order)))
        throw new ModelError(
          `${name}: expected inputs whose features have one order, received some flattened and some not`,
        )
      return order
    case 'reshape':
      if (order)
        throw new ModelError(`${name}: expected features in one order to reshape, received those of a flattened image`)
      return undefined
    default:
      return undefined
  }
}
