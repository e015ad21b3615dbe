import * as v from 'valibot'
import { UsageError } from '../errors.js'
import { gemm } from '../graph/linear.js'
import { parseOptions, positiveInteger } from '../options.js'
import { type Activation, activationFunction, activationSchema } from './activations.js'
import { biasWeight, type KernelOptions, kernelEntries, kernelWeight } from './kernel.js'
import type { Layer } from './layer.js'

/** Options of `dense`. */
export interface DenseOptions extends KernelOptions {
  /** Length of the output vector. */
  readonly units: number
  /** Applied to the result. Defaults to `linear`. */
  readonly activation?: Activation
}

const schema = v.strictObject({
  units: positiveInteger,
  activation: v.optional(activationSchema, 'linear'),
  ...kernelEntries,
})

/**
 * A fully connected layer: activation(x · kernel + bias).
 *
 * Input shape [features], output shape [units].
 *
 * @throws {UsageError} if an option is unknown or out of range, or if the input is no vector
 * @example dense({ units: 10, activation: 'softmax' })
 */
export function dense(options: DenseOptions): Layer {
  const config = parseOptions('dense', schema, options)
  const { units, kernelInitializer, kernelRegularizer } = config
  const activate = activationFunction(config.activation)
  return Object.freeze<Layer>({
    kind: 'dense',
    config: Object.freeze(config),
    outputShape(inputShape) {
      if (inputShape.length !== 1)
        throw new UsageError(
          `dense: expected an input of shape [features], received [${inputShape.join(', ')}]; put a flatten layer before it`,
        )
      return [units]
    },
    weights: ([features]) => ({
      kernel: kernelWeight(
        [features!, units],
        { fanIn: features!, fanOut: units },
        kernelInitializer,
        kernelRegularizer,
      ),
      ...biasWeight(units, config),
    }),
    apply: (x, { kernel, bias }) => activate(gemm(x, kernel!, bias ? { bias } : {})),
  })
}
