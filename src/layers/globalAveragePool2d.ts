import * as v from 'valibot'
import { scale } from '../graph/elementwise.js'
import { sum } from '../graph/reduction.js'
import { fixed } from '../graph/tensor.js'
import { parseOptions } from '../options.js'
import { expectImage, type Layer } from './layer.js'

/**
 * The mean of each channel over all its pixels.
 *
 * Input shape [channels, height, width], output shape [channels].
 *
 * @throws Error where the input is no image
 * @example globalAveragePool2d()
 */
export function globalAveragePool2d(options: Record<string, never> = {}): Layer {
  const config = parseOptions('globalAveragePool2d', v.strictObject({}), options)
  return Object.freeze<Layer>({
    kind: 'globalAveragePool2d',
    config: Object.freeze(config),
    outputShape: inputShape => [expectImage('globalAveragePool2d', inputShape)[0]],
    weights: () => ({}),
    apply: x => scale(sum(x, [2, 3]), 1 / (fixed(x, 2) * fixed(x, 3))),
  })
}
