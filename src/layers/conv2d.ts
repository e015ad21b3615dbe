import * as v from 'valibot'
import { conv2d as convolve } from '../graph/convolution.js'
import { asPair, parseOptions, positiveInteger } from '../options.js'
import { activationFunction } from './activations.js'
import { type ConvolutionOptions, convolutionEntries } from './convolution.js'
import { biasWeight, type KernelOptions, kernelEntries, kernelWeight } from './kernel.js'
import { expectImage, type Layer } from './layer.js'
import { windowPads, windowsAlong } from './padding.js'

/** Options of `conv2d`. */
export interface Conv2dOptions extends ConvolutionOptions, KernelOptions {
  /** Number of output channels. */
  readonly filters: number
}

const schema = v.strictObject({ filters: positiveInteger, ...convolutionEntries, ...kernelEntries })

/**
 * A convolution layer: every filter slides over the image and yields one channel.
 *
 * Input shape [channels, height, width], output shape [filters, newHeight, newWidth].
 *
 * @throws {UsageError} if an option is unknown or out of range, or if the kernel does not fit into the image
 * @example conv2d({ filters: 32, kernelSize: 3, activation: 'relu' })
 */
export function conv2d(options: Conv2dOptions): Layer {
  const config = parseOptions('conv2d', schema, options)
  const { filters, padding, kernelInitializer, kernelRegularizer } = config
  const [kernelSize, strides] = [asPair(config.kernelSize), asPair(config.strides)]
  const activate = activationFunction(config.activation)
  const area = kernelSize[0] * kernelSize[1]
  return Object.freeze<Layer>({
    kind: 'conv2d',
    config: Object.freeze(config),
    outputShape(inputShape) {
      expectImage('conv2d', inputShape)
      return [filters, ...windowsAlong('conv2d', inputShape, kernelSize, strides, padding)]
    },
    weights: ([channels]) => ({
      kernel: kernelWeight(
        [filters, channels!, ...kernelSize],
        { fanIn: channels! * area, fanOut: filters * area },
        kernelInitializer,
        kernelRegularizer,
      ),
      ...biasWeight(filters, config),
    }),
    apply(x, { kernel, bias }) {
      const pads = windowPads(x, kernelSize, strides, padding)
      return activate(convolve(x, kernel!, { strides, pads, ...(bias && { bias }) }))
    },
  })
}
