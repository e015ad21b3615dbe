import * as v from 'valibot'
import { gemm } from '../graph/linear.js'
import { flag, oneOf, parseOptions, positiveInteger } from '../options.js'
import { type Activation, activationFunction, activationSchema } from './activations.js'
import { type Initializer, initializerNames } from './initializers.js'
import type { Layer } from './layer.js'

export interface DenseOptions {
  /** Length of the output vector. */
  readonly units: number
  /** Applied to the result; `linear` unless told. */
  readonly activation?: Activation
  /** Whether a trained number is added to each unit; true unless told. */
  readonly useBias?: boolean
  /** `glorotUniform` unless told. */
  readonly kernelInitializer?: Initializer
}

const schema = v.strictObject({
  units: positiveInteger,
  activation: v.optional(activationSchema, 'linear'),
  useBias: v.optional(flag, true),
  kernelInitializer: v.optional(oneOf(initializerNames), 'glorotUniform'),
})

/**
 * A fully connected layer: activation(x · kernel + bias).
 *
 * Input shape [features], output shape [units].
 *
 * @throws Error where an option is unknown or out of range, or where the input is no vector
 * @example dense({ units: 10, activation: 'softmax' })
 */
export function dense(options: DenseOptions): Layer {
  const config = parseOptions('dense', schema, options)
  const { units, useBias, kernelInitializer } = config
  const activate = activationFunction(config.activation)
  return Object.freeze<Layer>({
    kind: 'dense',
    config: Object.freeze(config),
    outputShape(inputShape) {
      if (inputShape.length !== 1)
        throw new Error(
          `dense: expected an input of shape [features], received [${inputShape.join(', ')}]; put a flatten layer before it`,
        )
      return [units]
    },
    weights: ([features]) => ({
      kernel: {
        shape: [features!, units],
        initializer: kernelInitializer,
        fanIn: features!,
        fanOut: units,
        trainable: true,
      },
      ...(useBias && { bias: { shape: [units], initializer: 'zeros', trainable: true } }),
    }),
    apply: (x, { kernel, bias }) => activate(gemm(x, kernel!, bias ? { bias } : {})),
  })
}
