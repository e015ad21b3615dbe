import * as v from 'valibot'
import { type Interpolation, interpolations, upsample2d } from '../graph/upsampling.js'
import { asPair, oneOf, type Pair, pair, parseOptions } from '../options.js'
import { expectImage, type Layer } from './layer.js'

/** Options of `upSampling2d`. */
export interface UpSampling2dOptions {
  /** By what factor height and width grow. Defaults to 2. */
  readonly size?: Pair
  /**
   * `nearest`: every pixel is repeated; `bilinear`: values are mixed in proportion to the distance of pixel centers. Defaults to
   * `nearest`.
   */
  readonly interpolation?: Interpolation
}

const schema = v.strictObject({
  size: v.optional(pair, 2),
  interpolation: v.optional(oneOf(interpolations), 'nearest'),
})

/**
 * Enlarges images by whole factors.
 *
 * Input shape [channels, height, width], output shape [channels, height · size, width · size].
 *
 * @throws {UsageError} if an option is unknown or out of range, or if the input is no image
 * @example upSampling2d({ size: 2, interpolation: 'bilinear' })
 */
export function upSampling2d(options: UpSampling2dOptions = {}): Layer {
  const config = parseOptions('upSampling2d', schema, options)
  const size = asPair(config.size)
  return Object.freeze<Layer>({
    kind: 'upSampling2d',
    config: Object.freeze(config),
    outputShape(inputShape) {
      const [channels, height, width] = expectImage('upSampling2d', inputShape)
      return [channels, height * size[0], width * size[1]]
    },
    weights: () => ({}),
    apply: x => upsample2d(x, size, config.interpolation),
  })
}
