import * as v from 'valibot'
import { depthwiseConv2d as convolve } from '../graph/depthwise.js'
import { asPair, flag, parseOptions, positiveInteger } from '../options.js'
import { activationFunction } from './activations.js'
import { type ConvolutionOptions, convolutionEntries } from './convolution.js'
import type { Initializer } from './initializers.js'
import { type BiasOptions, biasWeight, initializer, kernelWeight, regularizer } from './kernel.js'
import { expectImage, type Layer, type WeightSpec } from './layer.js'
import { windowPads, windowsAlong } from './padding.js'
import type { Regularizer } from './regularizers.js'

/** Options of `depthwiseConv2d`. */
export interface DepthwiseConv2dOptions extends ConvolutionOptions, BiasOptions {
  /** Channels made of each input channel. Defaults to 1. */
  readonly depthMultiplier?: number
  /** How the first kernels are drawn. Defaults to `glorotUniform`. */
  readonly depthwiseInitializer?: Initializer
  /** What the kernels add to the loss. Defaults to nothing. */
  readonly depthwiseRegularizer?: Regularizer
}

/** The form of `DepthwiseConv2dOptions` inside a layer's options. */
export const depthwiseEntries = {
  ...convolutionEntries,
  depthMultiplier: v.optional(positiveInteger, 1),
  useBias: v.optional(flag, true),
  depthwiseInitializer: initializer,
  depthwiseRegularizer: regularizer,
  biasRegularizer: regularizer,
}

const schema = v.strictObject(depthwiseEntries)

/**
 * A convolution of each channel by kernels of its own: no channel sees another.
 *
 * Input shape [channels, height, width], output shape [channels · depthMultiplier, newHeight, newWidth]; the outputs of the first
 * channel come first.
 *
 * @throws {UsageError} if an option is unknown or out of range, or if the kernel does not fit into the image
 * @example depthwiseConv2d({ kernelSize: 3, padding: 'same' })
 */
export function depthwiseConv2d(options: DepthwiseConv2dOptions): Layer {
  const config = parseOptions('depthwiseConv2d', schema, options)
  const { padding, depthMultiplier } = config
  const [kernelSize, strides] = [asPair(config.kernelSize), asPair(config.strides)]
  const activate = activationFunction(config.activation)
  return Object.freeze<Layer>({
    kind: 'depthwiseConv2d',
    config: Object.freeze(config),
    outputShape(inputShape) {
      const [channels] = expectImage('depthwiseConv2d', inputShape)
      return [channels * depthMultiplier, ...windowsAlong('depthwiseConv2d', inputShape, kernelSize, strides, padding)]
    },
    weights: ([channels]) => ({
      kernel: depthwiseKernel(channels!, config),
      ...biasWeight(channels! * depthMultiplier, config),
    }),
    apply(x, { kernel, bias }) {
      const pads = windowPads(x, kernelSize, strides, padding)
      return activate(convolve(x, kernel!, { strides, pads, ...(bias && { bias }) }))
    },
  })
}

/** The kernels of each channel. */
export function depthwiseKernel(channels: number, config: v.InferOutput<typeof schema>): WeightSpec {
  const { depthMultiplier, depthwiseInitializer, depthwiseRegularizer } = config
  const kernelSize = asPair(config.kernelSize)
  const area = kernelSize[0] * kernelSize[1]
  return kernelWeight(
    [channels * depthMultiplier, 1, ...kernelSize],
    { fanIn: channels * area, fanOut: depthMultiplier * area }, // as Keras counts them
    depthwiseInitializer,
    depthwiseRegularizer,
  )
}
