import * as v from 'valibot'
import { elu, gelu, leakyRelu, relu, sigmoid, silu, softmax, tanh } from '../graph/activation.js'
import type { Tensor } from '../graph/tensor.js'
import { finite, parseOptions } from '../options.js'

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

export type ActivationName = (typeof activationNames)[number]

/**
 * A name, or a name with its parameter: `leakyRelu` takes `slope` (0.2 unless told, as in Keras),
 * `elu` takes `alpha` (1).
 */
export type Activation =
  | ActivationName
  | { readonly kind: 'leakyRelu'; readonly slope: number }
  | { readonly kind: 'elu'; readonly alpha: number }

const schemas = {
  leakyRelu: v.strictObject({ kind: v.literal('leakyRelu'), slope: v.optional(finite, 0.2) }),
  elu: v.strictObject({ kind: v.literal('elu'), alpha: v.optional(finite, 1) }),
}

/** The form of an activation inside a layer's options; `activationFunction` checks an object further. */
export const activationSchema = v.custom<Activation>(
  value => {
    if (typeof value === 'string') return (activationNames as readonly string[]).includes(value)
    const kind = (value as { kind?: unknown } | null)?.kind
    return kind === 'leakyRelu' || kind === 'elu'
  },
  `one of ${activationNames.join(', ')}, {"kind": "leakyRelu", "slope": …} or {"kind": "elu", "alpha": …}`,
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
export function activationFunction(owner: string, activation: Activation): (x: Tensor) => Tensor {
  if (typeof activation === 'string') return functions[activation]
  if (activation.kind === 'leakyRelu') {
    const { slope } = parseOptions(`${owner}: activation leakyRelu`, schemas.leakyRelu, activation)
    return x => leakyRelu(x, slope)
  }
  const { alpha } = parseOptions(`${owner}: activation elu`, schemas.elu, activation)
  return x => elu(x, alpha)
}
