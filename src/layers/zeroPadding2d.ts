import * as v from 'valibot'
import { pad } from '../graph/shape.js'
import { parseOptions } from '../options.js'
import { expectImage, type Layer } from './layer.js'
import { type AllSides, allSides, bothSides } from './sides.js'

/** Options of `zeroPadding2d`. */
export interface ZeroPadding2dOptions {
  /**
   * Zeros added, in pixels: one number for all sides, [above and below, left and right], or [[above, below], [left, right]]. Defaults
   * to 1.
   */
  readonly padding?: AllSides
}

const schema = v.strictObject({ padding: v.optional(allSides, 1) })

/**
 * Adds zeros around images.
 *
 * Input shape [channels, height, width], output shape [channels, height + above + below, width + left + right].
 *
 * @throws {UsageError} if an option is unknown or out of range, or if the input is no image
 * @example zeroPadding2d({ padding: [[0, 1], [0, 1]] })
 */
export function zeroPadding2d(options: ZeroPadding2dOptions = {}): Layer {
  const config = parseOptions('zeroPadding2d', schema, options)
  const [rows, columns] = bothSides(config.padding)
  return Object.freeze<Layer>({
    kind: 'zeroPadding2d',
    config: Object.freeze(config),
    outputShape(inputShape) {
      const [channels, height, width] = expectImage('zeroPadding2d', inputShape)
      return [channels, height + rows[0] + rows[1], width + columns[0] + columns[1]]
    },
    weights: () => ({}),
    apply: x => pad(x, [0, 0, rows[0], columns[0]], [0, 0, rows[1], columns[1]]),
  })
}
