import { add, divide, multiply, negate, scale, sqrt, subtract } from './elementwise.js'
import { mean as meanOf, sizeOf } from './mean.js'
import { sum } from './reduction.js'
import { reshape } from './shape.js'
import { fixed, operation, scalar, type Tensor } from './tensor.js'

/** Scale, offset and statistics of each channel, [channels] each. */
export interface BatchNormalizationOptions {
  readonly gamma: Tensor
  readonly beta: Tensor
  readonly mean: Tensor
  readonly variance: Tensor
  /** Added to the variance, so that a constant channel divides by no zero. */
  readonly epsilon: number
}

/**
 * (x - mean) / √(variance + epsilon) · gamma + beta for each channel (axis 1), with the statistics given.
 *
 * @param x [batch, channels, …]
 * @example ops.normalizeChannels(x, { gamma, beta, mean, variance, epsilon: 1e-3 })
 */
export function normalizeChannels(x: Tensor, options: BatchNormalizationOptions): Tensor {
  const { gamma, beta, mean, variance, epsilon } = options
  return operation('BatchNormalization', [x, gamma, beta, mean, variance], {
    shape: x.shape,
    attributes: { epsilon: { float: epsilon } },
    derivative: (dy, _y, x, gamma, _beta, mean, variance) => {
      const deviation = sqrt(add(variance, scalar(epsilon)))
      const [slope, sumDy] = [divide(gamma, deviation), sum(dy, allButChannels(x))]
      const sumDyCentered = sum(multiply(dy, subtract(x, perChannel(mean, x))), allButChannels(x))
      const dGamma = divide(sumDyCentered, deviation)
      const dVariance = scale(divide(multiply(gamma, dGamma), multiply(deviation, deviation)), -0.5)
      return [multiply(dy, perChannel(slope, x)), dGamma, sumDy, negate(multiply(slope, sumDy)), dVariance]
    },
  })
}

/** What batch normalization yields. */
export interface BatchNormalized {
  readonly y: Tensor
  /** Of the batch, for each channel. */
  readonly mean: Tensor
  readonly variance: Tensor
}

/**
 * Batch normalization by the batch's own statistics, mean and biased variance of each channel over the batch and all pixels
 * (Ioffe and Szegedy 2015, arXiv 1502.03167). The derivative counts in that both depend on x: with c = x - mean,
 * d = √(variance + epsilon) and means over batch and pixels, dx = gamma / d · (dy - mean(dy) - c · mean(dy · c) / d²).
 * Every pass over the activations costs, so factors are gathered for each channel before they meet them.
 *
 * @param x [batch, channels, …]
 * @param gamma scale, [channels]
 * @param beta offset, [channels]
 * @param epsilon added to the variance
 * @example const { y, mean, variance } = ops.batchNormalization(x, gamma, beta, 1e-3)
 */
export function batchNormalization(x: Tensor, gamma: Tensor, beta: Tensor, epsilon: number): BatchNormalized {
  const mean = meanOf(x, allButChannels(x))
  const centered = subtract(x, perChannel(mean, x))
  const variance = meanOf(multiply(centered, centered), allButChannels(x))
  const y = operation('BatchNormalization', [x, gamma, beta, mean, variance], {
    shape: x.shape,
    attributes: { epsilon: { float: epsilon } },
    saved: [centered],
    derivative: (dy, _y, x, gamma, _beta, _mean, variance, centered) => {
      const [count, deviation] = [valuesPerChannel(x), sqrt(add(variance, scalar(epsilon)))]
      const sumDy = sum(dy, allButChannels(x))
      const sumDyCentered = sum(multiply(dy, centered), allButChannels(x))
      const slope = divide(gamma, deviation)
      const offset = multiply(slope, divide(sumDy, count))
      const pull = divide(multiply(slope, divide(sumDyCentered, count)), multiply(deviation, deviation))
      const dx = subtract(
        subtract(multiply(dy, perChannel(slope, x)), multiply(centered, perChannel(pull, x))),
        perChannel(offset, x),
      )
      return [dx, divide(sumDyCentered, deviation), sumDy, undefined, undefined]
    },
  })
  return { y, mean, variance }
}

const allButChannels = (x: Tensor) => x.shape.flatMap((_, axis) => (axis === 1 ? [] : [axis]))

/** How many values of x belong to one channel, the batch counted in; a float32 of rank 0. */
function valuesPerChannel(x: Tensor): Tensor {
  return scale(sizeOf(x), 1 / fixed(x, 1))
}

/**
 * What a running statistic becomes after a batch: momentum · old + (1 - momentum) · new.
 *
 * @param old of the shape of latest
 * @example ops.movingAverage(runningMean, mean, 0.99)
 */
export function movingAverage(old: Tensor, latest: Tensor, momentum: number): Tensor {
  return add(scale(old, momentum), scale(latest, 1 - momentum))
}

/** [channels] → [1, channels, 1, 1], or as many ones as x has pixel axes. */
function perChannel(values: Tensor, x: Tensor): Tensor {
  return reshape(
    values,
    x.shape.map((size, axis) => (axis === 1 ? size : 1)),
  )
}
