import * as v from 'valibot'
import { movingAverage, batchNormalization as normalizeBatch, normalizeChannels } from '../graph/normalization.js'
import { fraction, parseOptions, positive } from '../options.js'
import type { Layer } from './layer.js'
import { type NormalizationOptions, normalizationEntries, normalizationWeight } from './normalization.js'

/** Options of `batchNormalization`. */
export interface BatchNormalizationOptions extends NormalizationOptions {
  /** How much of the running statistics a step keeps, in [0, 1). Defaults to 0.9. */
  readonly momentum?: number
  /** Added to the variance. Defaults to 0.001, as in Keras. */
  readonly epsilon?: number
}

const schema = v.strictObject({
  momentum: v.optional(fraction, 0.9),
  epsilon: v.optional(positive, 1e-3),
  ...normalizationEntries,
})

/**
 * Gives every channel mean 0 and deviation 1, then a trained scale and offset (Ioffe and Szegedy 2015,
 * arXiv 1502.03167). Training uses the statistics of the images that one thread computes of the batch; prediction uses
 * their running means.
 *
 * Input shape [channels, height, width] or [features], output shape the same.
 *
 * @throws {UsageError} if an option is unknown or out of range
 * @example batchNormalization({ momentum: 0.9 })
 */
export function batchNormalization(options: BatchNormalizationOptions = {}): Layer {
  const config = parseOptions('batchNormalization', schema, options)
  const { momentum, epsilon } = config
  return Object.freeze<Layer>({
    kind: 'batchNormalization',
    config: Object.freeze(config),
    outputShape: inputShape => inputShape,
    weights: ([channels]) => ({
      gamma: normalizationWeight([channels!], 'ones', config.gammaRegularizer),
      beta: normalizationWeight([channels!], 'zeros', config.betaRegularizer),
      movingMean: { ...normalizationWeight([channels!], 'zeros'), trainable: false },
      movingVariance: { ...normalizationWeight([channels!], 'ones'), trainable: false },
    }),
    apply(x, weights, training) {
      const [gamma, beta, movingMean, movingVariance] = [
        weights.gamma!,
        weights.beta!,
        weights.movingMean!,
        weights.movingVariance!,
      ]
      if (!training) return normalizeChannels(x, { gamma, beta, mean: movingMean, variance: movingVariance, epsilon })
      const { y, mean, variance } = normalizeBatch(x, gamma, beta, epsilon)
      training.update('movingMean', movingAverage(movingMean, mean, momentum))
      training.update('movingVariance', movingAverage(movingVariance, variance, momentum))
      return y
    },
  })
}
