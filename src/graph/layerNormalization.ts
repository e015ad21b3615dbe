import { add, divide, multiply, sqrt, subtract } from './elementwise.js'
import { mean } from './mean.js'
import { reshape } from './shape.js'
import { scalar, type Tensor } from './tensor.js'

/** Options of layer normalization. */
export interface LayerNormalizationOptions {
  /** The axes of [batch, …] over which mean and variance are taken, in ascending order. */
  readonly axes: readonly number[]
  /** Added to the variance, so that a constant example divides by no zero. */
  readonly epsilon: number
  /** Multiplied into the result; of the sizes of the axes. */
  readonly gamma?: Tensor
  /** Added to the result; of the sizes of the axes. */
  readonly beta?: Tensor
}

/**
 * (x - mean) / √(variance + epsilon) · gamma + beta, with the statistics of each example by itself (Ba, Kiros and Hinton 2016,
 * arXiv 1607.06450).
 *
 * @param x [batch, …]
 * @example ops.layerNormalization(x, { axes: [1], epsilon: 1e-3, gamma, beta })
 */
export function layerNormalization(x: Tensor, { axes, epsilon, gamma, beta }: LayerNormalizationOptions): Tensor {
  const alongAxes = (t: Tensor) =>
    reshape(
      t,
      x.shape.map((size, axis) => (axes.includes(axis) ? size : 1)),
    )
  const centered = subtract(x, mean(x, axes, true))
  const deviation = sqrt(add(mean(multiply(centered, centered), axes, true), scalar(epsilon)))
  const normalized = divide(centered, deviation)
  const scaled = gamma ? multiply(normalized, alongAxes(gamma)) : normalized
  return beta ? add(scaled, alongAxes(beta)) : scaled
}
