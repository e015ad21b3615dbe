import * as v from 'valibot'
import { conv2d } from '../graph/convolution.js'
import { depthwiseConv2d } from '../graph/depthwise.js'
import { asPair, parseOptions, positiveInteger } from '../options.js'
import { activationFunction } from './activations.js'
import { type DepthwiseConv2dOptions, depthwiseEntries, depthwiseKernel } from './depthwiseConv2d.js'
import type { Initializer } from './initializers.js'
import { biasWeight, initializer, kernelWeight, regularizer } from './kernel.js'
import { expectImage, type Layer } from './layer.js'
import { windowPads, windowsAlong } from './padding.js'
import type { Regularizer } from './regularizers.js'

/** Options of `separableConv2d`. */
export interface SeparableConv2dOptions extends DepthwiseConv2dOptions {
  /** Number of output channels. */
  readonly filters: number
  /** How the first pointwise kernel is drawn. Defaults to `glorotUniform`. */
  readonly pointwiseInitializer?: Initializer
  /** What the pointwise kernel adds to the loss. Defaults to nothing. */
  readonly pointwiseRegularizer?: Regularizer
}

const schema = v.strictObject({
  filters: positiveInteger,
  ...depthwiseEntries,
  pointwiseInitializer: initializer,
  pointwiseRegularizer: regularizer,
})

/**
 * A convolution in two steps that need fewer weights than one: each channel by itself (depthwise), then a mix of the channels at
 * each pixel (pointwise). Chollet 2017, arXiv 1610.02357.
 *
 * Input shape [channels, height, width], output shape [filters, newHeight, newWidth].
 *
 * @throws {UsageError} if an option is unknown or out of range, or if the kernel does not fit into the image
 * @example separableConv2d({ filters: 64, kernelSize: 3, padding: 'same', activation: 'relu' })
 */
export function separableConv2d(options: SeparableConv2dOptions): Layer {
  const config = parseOptions('separableConv2d', schema, options)
  const { filters, padding, depthMultiplier } = config
  const [kernelSize, strides] = [asPair(config.kernelSize), asPair(config.strides)]
  const activate = activationFunction(config.activation)
  return Object.freeze<Layer>({
    kind: 'separableConv2d',
    config: Object.freeze(config),
    outputShape(inputShape) {
      expectImage('separableConv2d', inputShape)
      return [filters, ...windowsAlong('separableConv2d', inputShape, kernelSize, strides, padding)]
    },
    weights: ([channels]) => ({
      depthwiseKernel: depthwiseKernel(channels!, config),
      pointwiseKernel: kernelWeight(
        [filters, channels! * depthMultiplier, 1, 1],
        { fanIn: channels! * depthMultiplier, fanOut: filters },
        config.pointwiseInitializer,
        config.pointwiseRegularizer,
      ),
      ...biasWeight(filters, config),
    }),
    apply(x, weights) {
      const pads = windowPads(x, kernelSize, strides, padding)
      const depthwise = depthwiseConv2d(x, weights.depthwiseKernel!, { strides, pads })
      const step = { strides: [1, 1], pads: [0, 0, 0, 0], ...(weights.bias && { bias: weights.bias }) } as const
      return activate(conv2d(depthwise, weights.pointwiseKernel!, step))
    },
  })
}
