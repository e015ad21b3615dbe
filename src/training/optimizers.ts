import * as v from 'valibot'
import { add, divide, multiply, scale, sqrt, subtract } from '../graph/elementwise.js'
import type { Tensor } from '../graph/tensor.js'
import { expectObject, flag, fraction, notNegative, parseOptions, positive, show } from '../options.js'

/** The tensors of one step: all trained weights as one vector, their gradient, and the optimizer's memory of both. */
export interface UpdateInputs {
  readonly w: Tensor
  readonly g: Tensor
  readonly slots: Readonly<Record<string, Tensor>>
  readonly scalars: Readonly<Record<string, Tensor>>
}

/** The contract of every optimizer: plain data, numbers for each step, and a graph that computes the new weights. */
export interface Optimizer {
  readonly kind: string
  readonly config: Readonly<{ learningRate: number } & Record<string, unknown>>
  /** Names of the vectors, as long as the weights and zero at first, that it keeps from step to step. */
  readonly slots: readonly string[]
  /** The numbers that change from step to step. `iteration` counts from 1. */
  scalars(iteration: number, learningRate: number): Readonly<Record<string, number>>
  update(inputs: UpdateInputs): { w: Tensor; slots: Readonly<Record<string, Tensor>> }
}

export interface SgdOptions {
  /** 0.01 unless told, as in Keras. */
  readonly learningRate?: number
  /** Share of the last step that is taken again, in [0, 1); 0 unless told. */
  readonly momentum?: number
  /** Whether the gradient is corrected for the momentum still to come (Sutskever et al. 2013). */
  readonly nesterov?: boolean
  /** Share of the weights taken away per step, times the learning rate; 0 unless told. */
  readonly weightDecay?: number
}

/**
 * Stochastic gradient descent with momentum, in Keras's form:
 * v ← momentum · v - learningRate · g; w ← w + v, or with Nesterov w ← w + momentum · v - learningRate · g.
 *
 * @throws Error where an option is unknown or out of range
 * @example sgd({ learningRate: 0.1, momentum: 0.9, nesterov: true })
 */
export function sgd(options: SgdOptions = {}): Optimizer {
  const schema = v.strictObject({
    learningRate: v.optional(positive, 0.01),
    momentum: v.optional(fraction, 0),
    nesterov: v.optional(flag, false),
    weightDecay: v.optional(notNegative, 0),
  })
  const config = parseOptions('sgd', schema, options)
  const { momentum, nesterov, weightDecay } = config
  return Object.freeze<Optimizer>({
    kind: 'sgd',
    config: Object.freeze(config),
    slots: momentum > 0 ? ['velocity'] : [],
    scalars: (_iteration, learningRate) => ({ learningRate }),
    update({ w, g, slots, scalars }) {
      const learningRate = scalars.learningRate!
      const step = multiply(g, learningRate)
      const kept = decayed(w, learningRate, weightDecay)
      if (momentum === 0) return { w: subtract(kept, step), slots: {} }
      const velocity = subtract(scale(slots.velocity!, momentum), step)
      const move = nesterov ? subtract(scale(velocity, momentum), step) : velocity
      return { w: add(kept, move), slots: { velocity } }
    },
  })
}

export interface AdamOptions {
  /** 0.001 unless told. */
  readonly learningRate?: number
  /** How much of the mean gradient a step keeps, in [0, 1); 0.9 unless told. */
  readonly beta1?: number
  /** How much of the mean squared gradient a step keeps, in [0, 1); 0.999 unless told. */
  readonly beta2?: number
  /** Added to the root of the mean squared gradient; 1e-7 unless told, as in Keras. */
  readonly epsilon?: number
}

/**
 * Adam (Kingma and Ba 2014, arXiv 1412.6980, algorithm 1).
 *
 * @throws Error where an option is unknown or out of range
 * @example adam({ learningRate: 0.001 })
 */
export function adam(options: AdamOptions = {}): Optimizer {
  return adamLike('adam', parseOptions('adam', v.strictObject(adamEntries), options), 0)
}

export interface AdamWOptions extends AdamOptions {
  /** Share of the weights taken away per step, times the learning rate; 0.004 unless told, as in Keras. */
  readonly weightDecay?: number
}

/**
 * Adam with decoupled weight decay (Loshchilov and Hutter 2017, arXiv 1711.05101, algorithm 2).
 *
 * @throws Error where an option is unknown or out of range
 * @example adamw({ learningRate: 0.001, weightDecay: 0.01 })
 */
export function adamw(options: AdamWOptions = {}): Optimizer {
  const schema = v.strictObject({ ...adamEntries, weightDecay: v.optional(notNegative, 0.004) })
  const config = parseOptions('adamw', schema, options)
  return adamLike('adamw', config, config.weightDecay)
}

const adamEntries = {
  learningRate: v.optional(positive, 0.001),
  beta1: v.optional(fraction, 0.9),
  beta2: v.optional(fraction, 0.999),
  epsilon: v.optional(positive, 1e-7),
}

function adamLike(
  kind: string,
  config: { learningRate: number; beta1: number; beta2: number; epsilon: number },
  weightDecay: number,
): Optimizer {
  const { beta1, beta2, epsilon } = config
  return Object.freeze<Optimizer>({
    kind,
    config: Object.freeze(config),
    // Decaying sums instead of means: their factors, 1 - beta, and the corrections for the start at zero meet in two numbers.
    slots: ['sum', 'squareSum'],
    scalars: (iteration, learningRate) => {
      const rootScale = Math.sqrt((1 - beta2 ** iteration) / (1 - beta2))
      return {
        learningRate,
        stepSize: (learningRate * rootScale * (1 - beta1)) / (1 - beta1 ** iteration),
        scaledEpsilon: epsilon * rootScale,
      }
    },
    update({ w, g, slots, scalars }) {
      const sum = add(scale(slots.sum!, beta1), g)
      const squareSum = add(scale(slots.squareSum!, beta2), multiply(g, g))
      const step = divide(multiply(sum, scalars.stepSize!), add(sqrt(squareSum), scalars.scaledEpsilon!))
      return { w: subtract(decayed(w, scalars.learningRate!, weightDecay), step), slots: { sum, squareSum } }
    },
  })
}

function decayed(w: Tensor, learningRate: Tensor, weightDecay: number): Tensor {
  return weightDecay === 0 ? w : subtract(w, multiply(w, scale(learningRate, weightDecay)))
}

/** Every optimizer by its kind. */
export const optimizerBuilders = { sgd, adam, adamw } as const

export type OptimizerKind = keyof typeof optimizerBuilders

/** An optimizer as data. */
export type OptimizerConfig =
  | ({ readonly kind: 'sgd' } & SgdOptions)
  | ({ readonly kind: 'adam' } & AdamOptions)
  | ({ readonly kind: 'adamw' } & AdamWOptions)

/**
 * Builds an optimizer from data.
 *
 * @throws Error where the kind or an option is not known, with all that are allowed
 */
export function optimizerFrom(config: OptimizerConfig): Optimizer {
  expectObject('optimizer', config)
  const { kind, ...options } = config
  if (!Object.hasOwn(optimizerBuilders, kind))
    throw new Error(
      `optimizer: expected kind to be one of ${Object.keys(optimizerBuilders).join(', ')}, received ${show(kind)}`,
    )
  const build = optimizerBuilders[kind] as (options: object) => Optimizer
  return build(options)
}
