import * as v from 'valibot'
import { elu, gelu, leakyRelu, relu, sigmoid, silu, softmax, tanh } from '../graph/activation.js'
import type { Tensor } from '../graph/tensor.js'
import { finite } from '../options.js'

/** The names of all activation functions. */
export const activationNames = [
  'linear',
  'relu',
  'leakyRelu',
  'elu',
  'gelu',
  'silu',
  'tanh',
  'sigmoid',
  'softmax',
] as const

/** An activation function by its name. */
export type ActivationName = (typeof activationNames)[number]

/**
 * A name, or a name with its parameter: `leakyRelu` takes `slope` (defaults to 0.2, as in Keras),
 * `elu` takes `alpha` (1).
 */
export type Activation =
  | ActivationName
  | { readonly kind: 'leakyRelu'; readonly slope: number }
  | { readonly kind: 'elu'; readonly alpha: number }

/** The form of an activation inside a layer's options. */
export const activationSchema = v.pipe(
  v.union(
    [
      v.picklist(activationNames),
      v.strictObject({ kind: v.literal('leakyRelu'), slope: v.optional(finite, 0.2) }),
      v.strictObject({ kind: v.literal('elu'), alpha: v.optional(finite, 1) }),
    ],
    `one of ${activationNames.join(', ')}, {"kind": "leakyRelu", "slope": …} or {"kind": "elu", "alpha": …}`,
  ),
  v.transform((activation): Activation => Object.freeze(activation)),
)

const functions: Record<ActivationName, (x: Tensor) => Tensor> = {
  linear: x => x,
  relu,
  leakyRelu: x => leakyRelu(x, 0.2),
  elu: x => elu(x, 1),
  gelu,
  silu,
  tanh,
  sigmoid,
  softmax,
}

/** The function that an activation stands for. */
export function activationFunction(activation: Activation): (x: Tensor) => Tensor {
  if (typeof activation === 'string') return functions[activation]
  if (activation.kind === 'leakyRelu') return x => leakyRelu(x, activation.slope)
  return x => elu(x, activation.alpha)
}
