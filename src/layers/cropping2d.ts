import * as v from 'valibot'
import { UsageError } from '../errors.js'
import { slice } from '../graph/shape.js'
import { fixed } from '../graph/tensor.js'
import { parseOptions } from '../options.js'
import { expectImage, type Layer } from './layer.js'
import { type AllSides, allSides, bothSides } from './sides.js'

/** Options of `cropping2d`. */
export interface Cropping2dOptions {
  /** Pixels cut off: one number for all sides, [above and below, left and right], or [[above, below], [left, right]]. Defaults to 1. */
  readonly cropping?: AllSides
}

const schema = v.strictObject({ cropping: v.optional(allSides, 1) })

/**
 * Cuts images off at their sides.
 *
 * Input shape [channels, height, width], output shape [channels, height - above - below, width - left - right].
 *
 * @throws {UsageError} if an option is unknown or out of range, if the input is no image, or if nothing of it would be left
 * @example cropping2d({ cropping: 2 })
 */
export function cropping2d(options: Cropping2dOptions = {}): Layer {
  const config = parseOptions('cropping2d', schema, options)
  const [rows, columns] = bothSides(config.cropping)
  return Object.freeze<Layer>({
    kind: 'cropping2d',
    config: Object.freeze(config),
    outputShape(inputShape) {
      const [channels, height, width] = expectImage('cropping2d', inputShape)
      const shape = [height - rows[0] - rows[1], width - columns[0] - columns[1]] as const
      if (Math.min(...shape) < 1)
        throw new UsageError(
          `cropping2d: expected an image larger than what is cut off, received [${inputShape.join(', ')}] and cropping ${JSON.stringify(config.cropping)}`,
        )
      return [channels, ...shape]
    },
    weights: () => ({}),
    apply: x =>
      slice(x, [
        { axis: 2, start: rows[0], end: fixed(x, 2) - rows[1] },
        { axis: 3, start: columns[0], end: fixed(x, 3) - columns[1] },
      ]),
  })
}
