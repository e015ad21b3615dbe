import * as v from 'valibot'
import { add, multiply, scale, subtract } from '../../graph/elementwise.js'
import type { Tensor } from '../../graph/tensor.js'
import type { WeightKind } from '../../layers/layer.js'
import { fraction, notNegative, oneOf, positive } from '../../options.js'
import type { PlacedParameter } from '../parameters.js'

/** Options of every optimizer. */
export interface CommonOptions {
  readonly learningRate?: number
  /** Fraction of the weights taken away per step, times the learning rate. Defaults to 0. */
  readonly weightDecay?: number
  /**
   * What decays: `kernel`, `bias`, `normalization`. Most recipes decay kernels only (He et al. 2018, arXiv 1812.01187, section 3.1).
   * Defaults to all, as in Keras.
   */
  readonly weightDecayKinds?: readonly WeightKind[]
  /**
   * Largest norm of the gradient of all weights together; a larger one is scaled down to it (Pascanu, Mikolov and Bengio 2013,
   * arXiv 1211.5063, algorithm 1). Defaults to no bound.
   */
  readonly globalClipNorm?: number
  /**
   * How much an exponential moving average of the weights keeps at each step, in [0, 1). Validation and the trained model then have
   * the average's weights (Polyak and Juditsky 1992). Defaults to no average.
   */
  readonly emaMomentum?: number
}

export const commonEntries = {
  weightDecayKinds: v.optional(v.array(oneOf(['kernel', 'bias', 'normalization']), 'a list of kinds')),
  globalClipNorm: v.optional(positive),
  emaMomentum: v.optional(fraction),
}

export const weightDecay = (otherwise: number) => v.optional(notNegative, otherwise)

/** The options of every optimizer, defaults filled in. */
export type CommonConfig = Readonly<{
  learningRate: number
  weightDecay?: number
  weightDecayKinds?: readonly WeightKind[] | undefined
  globalClipNorm?: number | undefined
  emaMomentum?: number | undefined
}>

/** The tensors of one step: all trained weights as one vector, their gradient, and the optimizer's memory of both. */
export interface UpdateInputs {
  readonly w: Tensor
  readonly g: Tensor
  readonly slots: Readonly<Record<string, Tensor>>
  readonly scalars: Readonly<Record<string, Tensor>>
  /** 1 where a weight decays, else 0; for optimizers with `weightDecayKinds`. */
  readonly decayMask: Tensor
  /** What the gradient is multiplied by, at most 1; for optimizers with `globalClipNorm`. */
  readonly gradientScale: Tensor
  /** Where each weight lies in the vectors; for optimizers that need them whole. */
  readonly parameters: readonly PlacedParameter[]
}

/** The weights and the memory after a step. */
export interface Updated {
  readonly w: Tensor
  readonly slots: Readonly<Record<string, Tensor>>
}

/** The contract of every optimizer: plain data, numbers for each step, and a graph that computes the new weights. */
export interface Optimizer {
  readonly kind: string
  readonly config: CommonConfig & Readonly<Record<string, unknown>>
  /** Names of the vectors, as long as the weights and zero at first, that it keeps from step to step. */
  readonly slots: readonly string[]
  /** Names of the numbers that change from step to step. */
  readonly scalarNames: readonly string[]
  /** Those numbers. `iteration` counts from 1. */
  scalars(iteration: number, learningRate: number): Readonly<Record<string, number>>
  /** Whether it needs to see whole matrices. The vectors of others are cut in parts, one for each thread. */
  readonly needsWholeVector: boolean
  /**
   * Extends the graph by the new weights and slots. Each is written over its old value as soon as it is computed, so whatever reads the
   * old one must be among what the new one is computed from.
   */
  update(inputs: UpdateInputs): Updated
}

/** The slot of the moving average of the weights. */
export const AVERAGE = 'average'

/** What is special to an optimizer. */
export interface OptimizerCore extends Pick<Optimizer, 'slots' | 'scalarNames' | 'scalars'> {
  readonly needsWholeVector?: boolean
  /** As `update`, with the weights after their decay, and the gradient after its clipping. */
  step(inputs: UpdateInputs & { readonly decayed: Tensor }): Updated
}

/** Adds to an optimizer what all have in common. Its numbers must hold `learningRate`. */
export function defineOptimizer(
  kind: string,
  config: CommonConfig & Readonly<Record<string, unknown>>,
  core: OptimizerCore,
): Optimizer {
  const { weightDecay = 0, weightDecayKinds, globalClipNorm, emaMomentum } = config
  return Object.freeze<Optimizer>({
    kind,
    config: Object.freeze(config),
    slots: [...core.slots, ...(emaMomentum === undefined ? [] : [AVERAGE])],
    scalarNames: [...core.scalarNames, ...(emaMomentum === undefined ? [] : ['averageKept'])],
    needsWholeVector: core.needsWholeVector ?? false,
    scalars: (iteration, learningRate) => ({
      ...core.scalars(iteration, learningRate),
      // The average begins with the first weights that a step has moved.
      ...(emaMomentum !== undefined && { averageKept: iteration === 1 ? 0 : emaMomentum }),
    }),
    update(inputs) {
      const { w, scalars, decayMask, gradientScale } = inputs
      const g = globalClipNorm === undefined ? inputs.g : multiply(inputs.g, gradientScale)
      const decaying = weightDecayKinds ? multiply(w, decayMask) : w
      const decayed = weightDecay === 0 ? w : subtract(w, multiply(decaying, scale(scalars.learningRate!, weightDecay)))
      const next = core.step({ ...inputs, g, decayed })
      if (emaMomentum === undefined) return next
      const average = add(next.w, multiply(subtract(inputs.slots[AVERAGE]!, next.w), scalars.averageKept!))
      return { w: next.w, slots: { ...next.slots, [AVERAGE]: average } }
    },
  })
}
