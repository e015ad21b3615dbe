import * as v from 'valibot'
import { depthwiseConv2d as convolve } from '../graph/depthwise.js'
import { asPair, flag, oneOf, type Pair, pair, parseOptions, positiveInteger } from '../options.js'
import { type Activation, activationFunction, activationSchema } from './activations.js'
import type { Initializer } from './initializers.js'
import { type BiasOptions, biasWeight, initializer, kernelWeight, regularizer } from './kernel.js'
import { expectImage, type Layer } from './layer.js'
import { type Padding, paddingNames, windowPads, windowsAlong } from './padding.js'
import type { Regularizer } from './regularizers.js'

export interface DepthwiseConv2dOptions extends BiasOptions {
  /** Height and width of the kernels, in pixels. */
  readonly kernelSize: Pair
  /** Step of the kernels, in pixels. Defaults to 1. */
  readonly strides?: Pair
  /** `valid`: no padding; `same`: zeros around the image, so that stride 1 keeps its size. Defaults to `valid`. */
  readonly padding?: Padding
  /** Output channels for each input channel. Defaults to 1. */
  readonly depthMultiplier?: number
  /** Applied to the result. Defaults to `linear`. */
  readonly activation?: Activation
  /** How the first kernels are drawn. Defaults to `glorotUniform`. */
  readonly depthwiseInitializer?: Initializer
  /** What the kernels add to the loss. Defaults to nothing. */
  readonly depthwiseRegularizer?: Regularizer
}

const schema = v.strictObject({
  kernelSize: pair,
  strides: v.optional(pair, 1),
  padding: v.optional(oneOf(paddingNames), 'valid'),
  depthMultiplier: v.optional(positiveInteger, 1),
  activation: v.optional(activationSchema, 'linear'),
  useBias: v.optional(flag, true),
  depthwiseInitializer: initializer,
  depthwiseRegularizer: regularizer,
  biasRegularizer: regularizer,
})

/**
 * A convolution of each channel by kernels of its own: no channel sees another.
 *
 * Input shape [channels, height, width], output shape [channels · depthMultiplier, newHeight, newWidth]; the outputs of the first
 * channel come first.
 *
 * @throws {Error} if an option is unknown or out of range, or if the kernel does not fit into the image
 * @example depthwiseConv2d({ kernelSize: 3, padding: 'same' })
 */
export function depthwiseConv2d(options: DepthwiseConv2dOptions): Layer {
  const config = parseOptions('depthwiseConv2d', schema, options)
  const { padding, depthMultiplier, depthwiseInitializer, depthwiseRegularizer } = config
  const [kernelSize, strides] = [asPair(config.kernelSize), asPair(config.strides)]
  const activate = activationFunction(config.activation)
  const area = kernelSize[0] * kernelSize[1]
  return Object.freeze<Layer>({
    kind: 'depthwiseConv2d',
    config: Object.freeze(config),
    outputShape(inputShape) {
      const [channels] = expectImage('depthwiseConv2d', inputShape)
      return [channels * depthMultiplier, ...windowsAlong('depthwiseConv2d', inputShape, kernelSize, strides, padding)]
    },
    weights: ([channels]) => ({
      kernel: kernelWeight(
        [channels! * depthMultiplier, 1, ...kernelSize],
        { fanIn: channels! * area, fanOut: depthMultiplier * area }, // as Keras counts them
        depthwiseInitializer,
        depthwiseRegularizer,
      ),
      ...biasWeight(channels! * depthMultiplier, config),
    }),
    apply(x, { kernel, bias }) {
      const pads = windowPads(x, kernelSize, strides, padding)
      return activate(convolve(x, kernel!, { strides, pads, ...(bias && { bias }) }))
    },
  })
}
