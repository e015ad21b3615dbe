import * as v from 'valibot'
import { conv2dTranspose as convolve } from '../graph/transposedConvolution.js'
import { asPair, type Pair, parseOptions, positiveInteger } from '../options.js'
import { activationFunction } from './activations.js'
import { type ConvolutionOptions, convolutionEntries } from './convolution.js'
import { biasWeight, type KernelOptions, kernelEntries, kernelWeight } from './kernel.js'
import { type ExampleShape, expectImage, type Layer } from './layer.js'
import { type Padding, padsOf } from './padding.js'

/** Options of `conv2dTranspose`. */
export interface Conv2dTransposeOptions extends ConvolutionOptions, KernelOptions {
  /** Number of output channels. */
  readonly filters: number
  /** How far apart the pixels of the input lie in the output, in pixels: the image grows by this factor. Defaults to 1. */
  readonly strides?: Pair
  /**
   * `valid`: the output holds all that a kernel reaches, (size - 1) · stride + max(kernel, stride); `same`: it is cut to
   * size · stride. Defaults to `valid`.
   */
  readonly padding?: Padding
}

const schema = v.strictObject({ filters: positiveInteger, ...convolutionEntries, ...kernelEntries })

/**
 * A transposed convolution, also called deconvolution: from the shape of a convolution's output to that of its input, for images
 * that grow. It computes the gradient of `conv2d` with respect to its input.
 *
 * Input shape [channels, height, width], output shape [filters, newHeight, newWidth].
 *
 * @throws {UsageError} if an option is unknown or out of range, or if the input is no image
 * @example conv2dTranspose({ filters: 16, kernelSize: 4, strides: 2, padding: 'same' })
 */
export function conv2dTranspose(options: Conv2dTransposeOptions): Layer {
  const config = parseOptions('conv2dTranspose', schema, options)
  const { filters, padding, kernelInitializer, kernelRegularizer } = config
  const [kernelSize, strides] = [asPair(config.kernelSize), asPair(config.strides)]
  const activate = activationFunction(config.activation)
  const area = kernelSize[0] * kernelSize[1]
  const grown = ([, ...sizes]: ExampleShape) =>
    sizes.map((size, axis) =>
      padding === 'same'
        ? size * strides[axis]!
        : (size - 1) * strides[axis]! + Math.max(kernelSize[axis]!, strides[axis]!),
    ) as [number, number]
  return Object.freeze<Layer>({
    kind: 'conv2dTranspose',
    config: Object.freeze(config),
    outputShape(inputShape) {
      expectImage('conv2dTranspose', inputShape)
      return [filters, ...grown(inputShape)]
    },
    weights: ([channels]) => ({
      kernel: kernelWeight(
        [channels!, filters, ...kernelSize],
        { fanIn: filters * area, fanOut: channels! * area }, // as Keras counts them
        kernelInitializer,
        kernelRegularizer,
      ),
      ...biasWeight(filters, config),
    }),
    apply(x, { kernel, bias }) {
      const size = grown(x.shape.slice(1) as number[])
      const options = { strides, size, pads: padsOf(size, kernelSize, strides, padding), ...(bias && { bias }) }
      return activate(convolve(x, kernel!, options))
    },
  })
}
