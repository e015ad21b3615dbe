import { add, divide, multiply, scale, sqrt, subtract } from './elementwise.js'
import { meanOf, sum } from './reduction.js'
import { reshape } from './shape.js'
import { operation, scalar, type Tensor } from './tensor.js'

export interface BatchNormalizationOptions {
  readonly gamma: Tensor
  readonly beta: Tensor
  readonly mean: Tensor
  readonly variance: Tensor
  /** Added to the variance, so that a constant channel divides by no zero. */
  readonly epsilon: number
}

/** (x - mean) / √(variance + epsilon) · gamma + beta for each channel (axis 1), with the statistics given. */
export function normalizeChannels(x: Tensor, options: BatchNormalizationOptions): Tensor {
  const { gamma, beta, mean, variance, epsilon } = options
  return operation('BatchNormalization', [x, gamma, beta, mean, variance], {
    shape: x.shape,
    attributes: { epsilon: { float: epsilon } },
  })
}

/** Mean and (biased) variance of each channel (axis 1) over the batch and all pixels; no gradient flows through them. */
export function channelStatistics(x: Tensor): { mean: Tensor; variance: Tensor } {
  const mean = meanOf(x, otherAxes(x))
  const centred = subtract(x, perChannel(mean, x))
  return { mean, variance: meanOf(multiply(centred, centred), otherAxes(x)) }
}

/**
 * Batch normalization by the batch's own statistics (Ioffe and Szegedy 2015, arXiv 1502.03167). The derivative counts in
 * that mean and variance depend on x: with x̂ the normalised input and g = dy · gamma / deviation,
 * dx = g - mean(g) - x̂ · mean(g · x̂).
 */
export function batchNormalization(x: Tensor, gamma: Tensor, beta: Tensor, epsilon: number) {
  const { mean, variance } = channelStatistics(x)
  const y = normalizeChannels(x, { gamma, beta, mean, variance, epsilon })
  const { origin } = y
  if (origin.kind !== 'operation') throw new Error('unreachable: normalizeChannels is an operation')
  const derivative = (dy: Tensor) => {
    const deviation = sqrt(add(variance, scalar(epsilon)))
    const centred = subtract(x, perChannel(mean, x))
    const normalised = multiply(centred, perChannel(divide(scalar(1), deviation), x))
    const dyNormalised = multiply(dy, normalised)
    const meanDy = meanOf(dy, otherAxes(x))
    const meanDyNormalised = meanOf(dyNormalised, otherAxes(x))
    const inner = subtract(subtract(dy, perChannel(meanDy, x)), multiply(normalised, perChannel(meanDyNormalised, x)))
    const dx = multiply(inner, perChannel(divide(gamma, deviation), x))
    return [dx, sum(dyNormalised, otherAxes(x)), sum(dy, otherAxes(x)), undefined, undefined]
  }
  return { y: { ...y, origin: { ...origin, derivative } } satisfies Tensor, mean, variance }
}

/** What a running statistic becomes after a batch: momentum · old + (1 - momentum) · new. */
export function movingAverage(old: Tensor, latest: Tensor, momentum: number): Tensor {
  return add(scale(old, momentum), scale(latest, 1 - momentum))
}

function otherAxes(x: Tensor): number[] {
  return x.shape.flatMap((_, axis) => (axis === 1 ? [] : [axis]))
}

/** [channels] → [1, channels, 1, 1], or as many ones as x has pixel axes. */
function perChannel(values: Tensor, x: Tensor): Tensor {
  return reshape(
    values,
    x.shape.map((size, axis) => (axis === 1 ? size : 1)),
  )
}
