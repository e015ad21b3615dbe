import * as v from 'valibot'
import { conv2d } from '../graph/convolution.js'
import { depthwiseConv2d } from '../graph/depthwise.js'
import { asPair, flag, oneOf, type Pair, pair, parseOptions, positiveInteger } from '../options.js'
import { type Activation, activationFunction, activationSchema } from './activations.js'
import type { Initializer } from './initializers.js'
import { type BiasOptions, biasWeight, initializer, kernelWeight, regularizer } from './kernel.js'
import { expectImage, type Layer } from './layer.js'
import { type Padding, paddingNames, windowPads, windowsAlong } from './padding.js'
import type { Regularizer } from './regularizers.js'

export interface SeparableConv2dOptions extends BiasOptions {
  /** Number of output channels. */
  readonly filters: number
  /** Height and width of the depthwise kernels, in pixels. */
  readonly kernelSize: Pair
  /** Step of the depthwise kernels, in pixels. Defaults to 1. */
  readonly strides?: Pair
  /** `valid`: no padding; `same`: zeros around the image, so that stride 1 keeps its size. Defaults to `valid`. */
  readonly padding?: Padding
  /** Channels between the two steps, for each input channel. Defaults to 1. */
  readonly depthMultiplier?: number
  /** Applied to the result. Defaults to `linear`. */
  readonly activation?: Activation
  /** How the first depthwise kernels are drawn. Defaults to `glorotUniform`. */
  readonly depthwiseInitializer?: Initializer
  /** How the first pointwise kernel is drawn. Defaults to `glorotUniform`. */
  readonly pointwiseInitializer?: Initializer
  /** What the depthwise kernels add to the loss. Defaults to nothing. */
  readonly depthwiseRegularizer?: Regularizer
  /** What the pointwise kernel adds to the loss. Defaults to nothing. */
  readonly pointwiseRegularizer?: Regularizer
}

const schema = v.strictObject({
  filters: positiveInteger,
  kernelSize: pair,
  strides: v.optional(pair, 1),
  padding: v.optional(oneOf(paddingNames), 'valid'),
  depthMultiplier: v.optional(positiveInteger, 1),
  activation: v.optional(activationSchema, 'linear'),
  useBias: v.optional(flag, true),
  depthwiseInitializer: initializer,
  pointwiseInitializer: initializer,
  depthwiseRegularizer: regularizer,
  pointwiseRegularizer: regularizer,
  biasRegularizer: regularizer,
})

/**
 * A convolution in two steps that need fewer weights than one: each channel by itself (depthwise), then a mix of the channels at
 * each pixel (pointwise). Chollet 2017, arXiv 1610.02357.
 *
 * Input shape [channels, height, width], output shape [filters, newHeight, newWidth].
 *
 * @throws {Error} if an option is unknown or out of range, or if the kernel does not fit into the image
 * @example separableConv2d({ filters: 64, kernelSize: 3, padding: 'same', activation: 'relu' })
 */
export function separableConv2d(options: SeparableConv2dOptions): Layer {
  const config = parseOptions('separableConv2d', schema, options)
  const { filters, padding, depthMultiplier } = config
  const [kernelSize, strides] = [asPair(config.kernelSize), asPair(config.strides)]
  const activate = activationFunction(config.activation)
  const area = kernelSize[0] * kernelSize[1]
  return Object.freeze<Layer>({
    kind: 'separableConv2d',
    config: Object.freeze(config),
    outputShape(inputShape) {
      expectImage('separableConv2d', inputShape)
      return [filters, ...windowsAlong('separableConv2d', inputShape, kernelSize, strides, padding)]
    },
    weights: ([channels]) => ({
      depthwiseKernel: kernelWeight(
        [channels! * depthMultiplier, 1, ...kernelSize],
        { fanIn: channels! * area, fanOut: depthMultiplier * area }, // as Keras counts them
        config.depthwiseInitializer,
        config.depthwiseRegularizer,
      ),
      pointwiseKernel: kernelWeight(
        [filters, channels! * depthMultiplier, 1, 1],
        { fanIn: channels! * depthMultiplier, fanOut: filters },
        config.pointwiseInitializer,
        config.pointwiseRegularizer,
      ),
      ...biasWeight(filters, config),
    }),
    apply(x, { depthwiseKernel, pointwiseKernel, bias }) {
      const pads = windowPads(x, kernelSize, strides, padding)
      const depthwise = depthwiseConv2d(x, depthwiseKernel!, { strides, pads })
      const step = { strides: [1, 1], pads: [0, 0, 0, 0], ...(bias && { bias }) } as const
      return activate(conv2d(depthwise, pointwiseKernel!, step))
    },
  })
}
