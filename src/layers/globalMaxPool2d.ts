import * as v from 'valibot'
import { reshapeExamples } from '../graph/layout.js'
import { maxPool2d } from '../graph/pooling.js'
import { fixed } from '../graph/tensor.js'
import { unfoldedMaxPool2d } from '../graph/unfolded.js'
import { parseOptions } from '../options.js'
import { expectImage, type Layer } from './layer.js'

/**
 * The largest value of each channel.
 *
 * Input shape [channels, height, width], output shape [channels].
 *
 * @throws {Error} if the input is no image
 * @example globalMaxPool2d()
 */
export function globalMaxPool2d(options: Record<string, never> = {}): Layer {
  const config = parseOptions('globalMaxPool2d', v.strictObject({}), options)
  return Object.freeze<Layer>({
    kind: 'globalMaxPool2d',
    config: Object.freeze(config),
    outputShape: inputShape => [expectImage('globalMaxPool2d', inputShape)[0]],
    weights: () => ({}),
    apply(x, _, training) {
      const image = [fixed(x, 2), fixed(x, 3)] as const // one window
      const pooled = (training ? unfoldedMaxPool2d : maxPool2d)(x, {
        poolSize: image,
        strides: image,
        pads: [0, 0, 0, 0],
      })
      return reshapeExamples(pooled, [fixed(x, 1)])
    },
  })
}
