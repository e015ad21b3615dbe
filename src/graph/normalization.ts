import { batchFirst, turnedFrom } from './batchLast.js'
import { add, cast, divide, multiply, scale, sqrt, subtract } from './elementwise.js'
import { meanOf, sum } from './reduction.js'
import { reshape } from './shape.js'
import { fixed, operation, scalar, type Tensor } from './tensor.js'

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
 */
export function batchNormalization(x: Tensor, gamma: Tensor, beta: Tensor, epsilon: number): BatchNormalized {
  const z = turnedFrom(x)
  if (z) {
    // [channels, height, width, batch]: to a channel, it is all one where its pixels end and the next image begins.
    const found = batchNormalization(reshape(z, [1, z.shape[0]!, pixels(z), z.shape.at(-1)!]), gamma, beta, epsilon)
    return { ...found, y: batchFirst(reshape(found.y, z.shape)) }
  }
  const axes = x.shape.flatMap((_, axis) => (axis === 1 ? [] : [axis]))
  const mean = meanOf(x, axes)
  const centred = subtract(x, perChannel(mean, x))
  const variance = meanOf(multiply(centred, centred), axes)
  const deviation = sqrt(add(variance, scalar(epsilon)))
  const y = normalizeChannels(x, { gamma, beta, mean, variance, epsilon })
  const { origin } = y
  if (origin.kind !== 'operation') throw new Error('unreachable: normalizeChannels is an operation')
  const derivative = (dy: Tensor) => {
    const count = valuesPerChannel(x)
    const sumDy = sum(dy, axes)
    const sumDyCentred = sum(multiply(dy, centred), axes)
    const slope = divide(gamma, deviation)
    const offset = multiply(slope, divide(sumDy, count))
    const pull = divide(multiply(slope, divide(sumDyCentred, count)), multiply(deviation, deviation))
    const dx = subtract(
      subtract(multiply(dy, perChannel(slope, x)), multiply(centred, perChannel(pull, x))),
      perChannel(offset, x),
    )
    return [dx, divide(sumDyCentred, deviation), sumDy, undefined, undefined]
  }
  return { y: { ...y, origin: { ...origin, derivative } } satisfies Tensor, mean, variance }
}

const pixels = (z: Tensor) => z.shape.slice(1, -1).reduce<number>((area, _, axis) => area * fixed(z, axis + 1), 1)

/** How many values of x belong to one channel, the batch counted in; a float32 of rank 0. */
function valuesPerChannel(x: Tensor): Tensor {
  const size = operation('Size', [x], { shape: [], dtype: 'int64' })
  return scale(cast(size, 'float32'), 1 / fixed(x, 1))
}

/** What a running statistic becomes after a batch: momentum · old + (1 - momentum) · new. */
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
