import * as v from 'valibot'
import { maxPool2d } from '../graph/pooling.js'
import { reshape } from '../graph/shape.js'
import { fixed } from '../graph/tensor.js'
import { parseOptions } from '../options.js'
import { expectImage, type Layer } from './layer.js'

/**
 * The largest value of each channel.
 *
 * Input shape [channels, height, width], output shape [channels].
 *
 * @throws {UsageError} if the input is no image
 * @example globalMaxPool2d()
 */
export function globalMaxPool2d(options: Record<string, never> = {}): Layer {
  const config = parseOptions('globalMaxPool2d', v.strictObject({}), options)
  return Object.freeze<Layer>({
    kind: 'globalMaxPool2d',
    config: Object.freeze(config),
    outputShape: inputShape => [expectImage('globalMaxPool2d', inputShape)[0]],
    weights: () => ({}),
    apply(x) {
      const image = [fixed(x, 2), fixed(x, 3)] as const // one window
      const pooled = maxPool2d(x, { poolSize: image, strides: image, pads: [0, 0, 0, 0] })
      return reshape(pooled, [x.shape[0]!, fixed(x, 1)])
    },
  })
}
