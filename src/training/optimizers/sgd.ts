import * as v from 'valibot'
import { add, multiply, scale, subtract } from '../../graph/elementwise.js'
import { flag, fraction, parseOptions, positive } from '../../options.js'
import { type CommonOptions, commonEntries, defineOptimizer, type Optimizer, weightDecay } from './optimizer.js'

/** Options of `sgd`. */
export interface SgdOptions extends CommonOptions {
  /** Defaults to 0.01, as in Keras. */
  readonly learningRate?: number
  /** Fraction of the last step that is taken again, in [0, 1). Defaults to 0. */
  readonly momentum?: number
  /** Whether the gradient is corrected for the momentum still to come (Sutskever et al. 2013). Defaults to false. */
  readonly nesterov?: boolean
}

const schema = v.strictObject({
  learningRate: v.optional(positive, 0.01),
  momentum: v.optional(fraction, 0),
  nesterov: v.optional(flag, false),
  weightDecay: weightDecay(0),
  ...commonEntries,
})

/**
 * Stochastic gradient descent with momentum, in Keras's form:
 * v ← momentum · v - learningRate · g; w ← w + v, or with Nesterov w ← w + momentum · v - learningRate · g.
 *
 * @throws {UsageError} if an option is unknown or out of range
 * @example sgd({ learningRate: 0.1, momentum: 0.9, nesterov: true })
 */
export function sgd(options: SgdOptions = {}): Optimizer {
  const config = parseOptions('sgd', schema, options)
  const { momentum, nesterov } = config
  return defineOptimizer('sgd', config, {
    slots: momentum > 0 ? ['velocity'] : [],
    scalarNames: ['learningRate'],
    scalars: (_iteration, learningRate) => ({ learningRate }),
    step({ decayed, g, slots, scalars }) {
      const step = multiply(g, scalars.learningRate!)
      if (momentum === 0) return { w: subtract(decayed, step), slots: {} }
      const velocity = subtract(scale(slots.velocity!, momentum), step)
      const move = nesterov ? subtract(scale(velocity, momentum), step) : velocity
      return { w: add(decayed, move), slots: { velocity } }
    },
  })
}
