import * as v from 'valibot'
import { flag, oneOf } from '../options.js'
import { type Initializer, initializerNames } from './initializers.js'
import type { WeightSpec } from './layer.js'
import { type Regularizer, regularizerSchema } from './regularizers.js'

/** Options of a layer's bias. */
export interface BiasOptions {
  /** Whether a trained number is added to each output channel or unit. Defaults to true. */
  readonly useBias?: boolean
  /** What the bias adds to the loss. Defaults to nothing. */
  readonly biasRegularizer?: Regularizer
}

/** Options of every layer with one kernel and a bias. */
export interface KernelOptions extends BiasOptions {
  /** How the first kernel is drawn. Defaults to `glorotUniform`. */
  readonly kernelInitializer?: Initializer
  /** What the kernel adds to the loss. Defaults to nothing. */
  readonly kernelRegularizer?: Regularizer
}

export const initializer = v.optional(oneOf(initializerNames), 'glorotUniform')
export const regularizer = v.optional(regularizerSchema)

/** The form of `KernelOptions` inside a layer's options. */
export const kernelEntries = {
  useBias: v.optional(flag, true),
  kernelInitializer: initializer,
  kernelRegularizer: regularizer,
  biasRegularizer: regularizer,
}

/** A trained kernel. */
export function kernelWeight(
  shape: readonly number[],
  fans: Pick<WeightSpec, 'fanIn' | 'fanOut'>,
  initializer: Initializer,
  regularizer: Required<Regularizer> | undefined,
): WeightSpec {
  return { kind: 'kernel', shape, initializer, ...fans, trainable: true, ...(regularizer && { regularizer }) }
}

/** `BiasOptions` with their defaults filled in. */
interface BiasConfig {
  readonly useBias: boolean
  readonly biasRegularizer?: Required<Regularizer> | undefined
}

/** The bias of a layer under its name, or nothing where the layer uses none. */
export function biasWeight(length: number, { useBias, biasRegularizer }: BiasConfig): { bias?: WeightSpec } {
  if (!useBias) return {}
  const regularizer = biasRegularizer && { regularizer: biasRegularizer }
  return { bias: { kind: 'bias', shape: [length], initializer: 'zeros', trainable: true, ...regularizer } }
}
