import * as v from 'valibot'
import { relu, sigmoid } from '../graph/activation.js'
import { multiply } from '../graph/elementwise.js'
import { globalMean } from '../graph/globalPooling.js'
import { gemm } from '../graph/linear.js'
import { reshape } from '../graph/shape.js'
import { parseOptions, positiveInteger } from '../options.js'
import { biasWeight, type KernelOptions, kernelEntries, kernelWeight } from './kernel.js'
import { expectImage, type Layer } from './layer.js'

/** Options of `squeezeExcite`. */
export interface SqueezeExciteOptions extends Omit<KernelOptions, 'useBias'> {
  /** The bottleneck has channels / ratio units, rounded, at least 1. Defaults to 16, as in the paper. */
  readonly ratio?: number
}

const { useBias: _, ...entries } = kernelEntries
const schema = v.strictObject({ ratio: v.optional(positiveInteger, 16), ...entries })

/**
 * Weighs the channels of an image by what all of it shows: the mean of each channel (squeeze) goes through a bottleneck with a
 * rectifier and back to a factor in (0, 1) for each channel (excite). Hu, Shen and Sun 2018, arXiv 1709.01507.
 *
 * Composed of globalAveragePool2d, two dense layers and a multiplication; it has the weights of the dense layers.
 *
 * Input shape [channels, height, width], output shape the same.
 *
 * @throws {UsageError} if an option is unknown or out of range, or if the input is no image
 * @example squeezeExcite({ ratio: 4 })
 */
export function squeezeExcite(options: SqueezeExciteOptions = {}): Layer {
  const config = parseOptions('squeezeExcite', schema, options)
  const { ratio, kernelInitializer, kernelRegularizer } = config
  return Object.freeze<Layer>({
    kind: 'squeezeExcite',
    config: Object.freeze(config),
    outputShape(inputShape) {
      expectImage('squeezeExcite', inputShape)
      return inputShape
    },
    weights([channels]) {
      const units = bottleneckOf(channels!, ratio)
      const dense = (inputs: number, outputs: number) =>
        kernelWeight([inputs, outputs], { fanIn: inputs, fanOut: outputs }, kernelInitializer, kernelRegularizer)
      const bias = (length: number) => biasWeight(length, { ...config, useBias: true }).bias!
      return {
        squeezeKernel: dense(channels!, units),
        squeezeBias: bias(units),
        exciteKernel: dense(units, channels!),
        exciteBias: bias(channels!),
      }
    },
    apply(x, { squeezeKernel, squeezeBias, exciteKernel, exciteBias }) {
      const squeezed = relu(gemm(globalMean(x), squeezeKernel!, { bias: squeezeBias! })) // [batch, units]
      const factors = sigmoid(gemm(squeezed, exciteKernel!, { bias: exciteBias! })) // [batch, channels]
      return multiply(x, reshape(factors, [...factors.shape, 1, 1]))
    },
  })
}

/** How many units the bottleneck has. */
export function bottleneckOf(channels: number, ratio: number): number {
  return Math.max(1, Math.round(channels / ratio))
}
