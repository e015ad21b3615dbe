import * as v from 'valibot'
import { add, divide, multiply, scale, sqrt, subtract } from '../../graph/elementwise.js'
import { scalar } from '../../graph/tensor.js'
import { fraction, parseOptions, positive } from '../../options.js'
import { type CommonOptions, commonEntries, defineOptimizer, type Optimizer, weightDecay } from './optimizer.js'

/** Options of `rmsprop`. */
export interface RmspropOptions extends CommonOptions {
  /** Defaults to 0.001. */
  readonly learningRate?: number
  /** How much of the mean squared gradient a step keeps, in [0, 1). Defaults to 0.9. */
  readonly rho?: number
  /** Fraction of the last step that is taken again, in [0, 1). Defaults to 0. */
  readonly momentum?: number
  /** Added to the mean squared gradient before its root is taken, as in Keras. Defaults to 1e-7. */
  readonly epsilon?: number
}

const schema = v.strictObject({
  learningRate: v.optional(positive, 0.001),
  rho: v.optional(fraction, 0.9),
  momentum: v.optional(fraction, 0),
  epsilon: v.optional(positive, 1e-7),
  weightDecay: weightDecay(0),
  ...commonEntries,
})

/**
 * Divides the gradient by the root of a running mean of its square (Tieleman and Hinton 2012, lecture 6e of Neural Networks for
 * Machine Learning), in Keras's form.
 *
 * @throws {UsageError} if an option is unknown or out of range
 * @example rmsprop({ learningRate: 0.001, momentum: 0.9 })
 */
export function rmsprop(options: RmspropOptions = {}): Optimizer {
  const config = parseOptions('rmsprop', schema, options)
  const { rho, momentum, epsilon } = config
  return defineOptimizer('rmsprop', config, {
    slots: ['meanSquare', ...(momentum > 0 ? ['velocity'] : [])],
    scalarNames: ['learningRate'],
    scalars: (_iteration, learningRate) => ({ learningRate }),
    step({ decayed, g, slots, scalars }) {
      const meanSquare = add(scale(slots.meanSquare!, rho), scale(multiply(g, g), 1 - rho))
      const step = divide(multiply(g, scalars.learningRate!), sqrt(add(meanSquare, scalar(epsilon))))
      if (momentum === 0) return { w: subtract(decayed, step), slots: { meanSquare } }
      const velocity = add(scale(slots.velocity!, momentum), step)
      return { w: subtract(decayed, velocity), slots: { meanSquare, velocity } }
    },
  })
}
