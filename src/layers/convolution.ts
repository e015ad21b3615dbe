import * as v from 'valibot'
import { oneOf, type Pair, pair } from '../options.js'
import { type Activation, activationSchema } from './activations.js'
import { type Padding, paddingNames } from './padding.js'

/** Options of every layer whose kernels slide over images. */
export interface ConvolutionOptions {
  /** Height and width of the kernels, in pixels. */
  readonly kernelSize: Pair
  /** Step of the kernels, in pixels. Defaults to 1. */
  readonly strides?: Pair
  /** `valid`: no padding; `same`: zeros around the image, so that stride 1 keeps its size. Defaults to `valid`. */
  readonly padding?: Padding
  /** Applied to the result. Defaults to `linear`. */
  readonly activation?: Activation
}

/** The form of `ConvolutionOptions` inside a layer's options. */
export const convolutionEntries = {
  kernelSize: pair,
  strides: v.optional(pair, 1),
  padding: v.optional(oneOf(paddingNames), 'valid'),
  activation: v.optional(activationSchema, 'linear'),
}
