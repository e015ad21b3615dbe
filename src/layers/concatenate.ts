import * as v from 'valibot'
import { UsageError } from '../errors.js'
import { concatenate as join } from '../graph/concatenation.js'
import { parseOptions, positiveInteger } from '../options.js'
import { type ExampleShape, expectSeveral, type MergeLayer } from './layer.js'

/** Options of `concatenate`. */
export interface ConcatenateOptions {
  /**
   * The axis along which the inputs are joined, counted with the batch as axis 0. Defaults to 1: the channels of images, the features
   * of vectors. (Keras counts channels last, so that its -1 is this 1.)
   */
  readonly axis?: number
}

/**
 * Joins several inputs along one axis, in their order.
 *
 * Input shapes alike but for that axis, output shape the same with the sum of its sizes.
 *
 * @throws {UsageError} if there are fewer than two inputs, or if their shapes differ elsewhere
 * @example concatenate()
 */
export function concatenate(options: ConcatenateOptions = {}): MergeLayer {
  const schema = v.strictObject({ axis: v.optional(positiveInteger, 1) })
  const config = parseOptions('concatenate', schema, options)
  const at = config.axis - 1
  return Object.freeze<MergeLayer>({
    kind: 'concatenate',
    config: Object.freeze(config),
    mergedShape(shapes) {
      const first = expectSeveral('concatenate', shapes)[0]!
      const fits = (shape: ExampleShape) =>
        shape.length === first.length && shape.every((size, axis) => axis === at || size === first[axis])
      if (config.axis > first.length || !shapes.every(fits))
        throw new UsageError(
          `concatenate: expected inputs that differ in axis ${config.axis} only, received ${shapes.map(shape => `[${shape.join(', ')}]`).join(' and ')}`,
        )
      return first.with(
        at,
        shapes.reduce((total, shape) => total + shape[at]!, 0),
      )
    },
    merge: xs => join(xs, config.axis),
  })
}
