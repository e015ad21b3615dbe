import * as v from 'valibot'
import { add, divide, multiply, scale, sqrt, subtract } from '../../graph/elementwise.js'
import type { Tensor } from '../../graph/tensor.js'
import { fraction, parseOptions, positive } from '../../options.js'
import {
  type CommonConfig,
  type CommonOptions,
  commonEntries,
  defineOptimizer,
  type Optimizer,
  type OptimizerCore,
  weightDecay,
} from './optimizer.js'

/** Options of `adam`. */
export interface AdamOptions extends Omit<CommonOptions, 'weightDecay' | 'weightDecayKinds'> {
  /** Defaults to 0.001. */
  readonly learningRate?: number
  /** How much of the mean gradient a step keeps, in [0, 1). Defaults to 0.9. */
  readonly beta1?: number
  /** How much of the mean squared gradient a step keeps, in [0, 1). Defaults to 0.999. */
  readonly beta2?: number
  /**
   * Added to the root of the mean squared gradient, after its bias is corrected: the ε of algorithm 1, as in PyTorch. Keras has the same
   * number for the "epsilon hat" of section 2, added before; the two differ in the first steps only. Defaults to 1e-7.
   */
  readonly epsilon?: number
}

/** Options of `adamw`. */
export interface AdamWOptions extends AdamOptions, Pick<CommonOptions, 'weightDecayKinds'> {
  /** Fraction of the weights taken away per step, times the learning rate. Defaults to 0.004, as in Keras. */
  readonly weightDecay?: number
}

export const adamEntries = {
  learningRate: v.optional(positive, 0.001),
  beta1: v.optional(fraction, 0.9),
  beta2: v.optional(fraction, 0.999),
  epsilon: v.optional(positive, 1e-7),
}

const { weightDecayKinds, ...withoutDecay } = commonEntries
const adamSchema = v.strictObject({ ...adamEntries, ...withoutDecay })
const adamwSchema = v.strictObject({
  ...adamEntries,
  weightDecay: weightDecay(0.004),
  ...withoutDecay,
  weightDecayKinds,
})

/**
 * Adam (Kingma and Ba 2014, arXiv 1412.6980, algorithm 1).
 *
 * @throws {UsageError} if an option is unknown or out of range
 * @example adam({ learningRate: 0.001 })
 */
export function adam(options: AdamOptions = {}): Optimizer {
  return adamLike('adam', parseOptions('adam', adamSchema, options))
}

/**
 * Adam with decoupled weight decay (Loshchilov and Hutter 2017, arXiv 1711.05101, algorithm 2).
 *
 * @throws {UsageError} if an option is unknown or out of range
 * @example adamw({ learningRate: 0.001, weightDecay: 0.01, weightDecayKinds: ['kernel'] })
 */
export function adamw(options: AdamWOptions = {}): Optimizer {
  return adamLike('adamw', parseOptions('adamw', adamwSchema, options))
}

type AdamConfig = CommonConfig & Readonly<{ beta1: number; beta2: number; epsilon: number }>

const adamLike = (kind: string, config: AdamConfig) => defineOptimizer(kind, config, adamCore(config))

/** Keeps decaying sums instead of means: their factors, 1 - beta, and the corrections for the start at zero meet in two numbers. */
export function adamCore({ beta1, beta2, epsilon }: Pick<AdamConfig, 'beta1' | 'beta2' | 'epsilon'>): OptimizerCore & {
  move(w: Tensor, g: Tensor, slots: AdamSlots, scalars: Readonly<Record<string, Tensor>>): AdamSlots & { w: Tensor }
} {
  const move = (w: Tensor, g: Tensor, slots: AdamSlots, scalars: Readonly<Record<string, Tensor>>) => {
    const sum = add(scale(slots.sum, beta1), g)
    const squareSum = add(scale(slots.squareSum, beta2), multiply(g, g))
    const step = divide(multiply(sum, scalars.stepSize!), add(sqrt(squareSum), scalars.scaledEpsilon!))
    return { w: subtract(w, step), sum, squareSum }
  }
  return {
    move,
    slots: ['sum', 'squareSum'],
    scalarNames: ['learningRate', 'stepSize', 'scaledEpsilon'],
    scalars(iteration, learningRate) {
      const rootScale = Math.sqrt((1 - beta2 ** iteration) / (1 - beta2))
      return {
        learningRate,
        stepSize: (learningRate * rootScale * (1 - beta1)) / (1 - beta1 ** iteration),
        scaledEpsilon: epsilon * rootScale,
      }
    },
    step({ decayed, g, slots, scalars }) {
      const { w, ...kept } = move(decayed, g, { sum: slots.sum!, squareSum: slots.squareSum! }, scalars)
      return { w, slots: kept }
    },
  }
}

export interface AdamSlots {
  readonly sum: Tensor
  readonly squareSum: Tensor
}
