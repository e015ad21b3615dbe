import * as v from 'valibot'
import { globalMean } from '../graph/globalPooling.js'
import { parseOptions } from '../options.js'
import { expectImage, type Layer } from './layer.js'

/**
 * The mean of each channel over all its pixels.
 *
 * Input shape [channels, height, width], output shape [channels].
 *
 * @throws {UsageError} if the input is no image
 * @example globalAveragePool2d()
 */
export function globalAveragePool2d(options: Record<string, never> = {}): Layer {
  const config = parseOptions('globalAveragePool2d', v.strictObject({}), options)
  return Object.freeze<Layer>({
    kind: 'globalAveragePool2d',
    config: Object.freeze(config),
    outputShape: inputShape => [expectImage('globalAveragePool2d', inputShape)[0]],
    weights: () => ({}),
    apply: globalMean,
  })
}
