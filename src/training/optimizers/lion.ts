import * as v from 'valibot'
import { add, multiply, scale, sign, subtract } from '../../graph/elementwise.js'
import { fraction, parseOptions, positive } from '../../options.js'
import { type CommonOptions, commonEntries, defineOptimizer, type Optimizer, weightDecay } from './optimizer.js'

/** Options of `lion`. */
export interface LionOptions extends CommonOptions {
  /** Three to ten times smaller than Adam's. Defaults to 0.0001. */
  readonly learningRate?: number
  /** How much of the mean gradient the direction of a step has, in [0, 1). Defaults to 0.9. */
  readonly beta1?: number
  /** How much of the mean gradient is kept for the next step, in [0, 1). Defaults to 0.99. */
  readonly beta2?: number
}

const schema = v.strictObject({
  learningRate: v.optional(positive, 1e-4),
  beta1: v.optional(fraction, 0.9),
  beta2: v.optional(fraction, 0.99),
  weightDecay: weightDecay(0),
  ...commonEntries,
})

/**
 * Moves every weight by the learning rate, along the sign of a mean of gradients (Chen et al. 2023, arXiv 2302.06675, algorithm 2):
 * half of Adam's memory.
 *
 * @throws {UsageError} if an option is unknown or out of range
 * @example lion({ learningRate: 0.0003, weightDecay: 0.1 })
 */
export function lion(options: LionOptions = {}): Optimizer {
  const config = parseOptions('lion', schema, options)
  const { beta1, beta2 } = config
  return defineOptimizer('lion', config, {
    slots: ['mean'],
    scalarNames: ['learningRate'],
    scalars: (_iteration, learningRate) => ({ learningRate }),
    step({ decayed, g, slots, scalars }) {
      const ahead = subtract(slots.mean!, g)
      const mix = (beta: number) => add(g, scale(ahead, beta)) // beta · mean + (1 - beta) · g
      const step = multiply(sign(mix(beta1)), scalars.learningRate!)
      return { w: subtract(decayed, step), slots: { mean: mix(beta2) } }
    },
  })
}
