import { add, divide, multiply, scale, sqrt, subtract } from './elementwise.js'
import { inTheirLayout } from './layout.js'
import { sum } from './reduction.js'
import { reshape } from './shape.js'
import { fixed, scalar, type Tensor } from './tensor.js'

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
 */
export function layerNormalization(x: Tensor, { axes, epsilon, gamma, beta }: LayerNormalizationOptions): Tensor {
  const count = axes.reduce((product, axis) => product * fixed(x, axis), 1)
  return inTheirLayout([x], ([z], axisOf) => {
    const over = axes.map(axisOf)
    const mean = (t: Tensor) => scale(sum(t, over, true), 1 / count)
    const alongAxes = (t: Tensor) =>
      reshape(
        t,
        z!.shape.map((size, axis) => (over.includes(axis) ? size : 1)),
      )
    const centered = subtract(z!, mean(z!))
    const deviation = sqrt(add(mean(multiply(centered, centered)), scalar(epsilon)))
    const normalized = divide(centered, deviation)
    const scaled = gamma ? multiply(normalized, alongAxes(gamma)) : normalized
    return beta ? add(scaled, alongAxes(beta)) : scaled
  })
}
