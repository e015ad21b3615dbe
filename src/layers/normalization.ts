import { regularizer } from './kernel.js'
import type { WeightSpec } from './layer.js'
import type { Regularizer } from './regularizers.js'

/** Options of every layer that ends in a trained scale (gamma) and offset (beta). */
export interface NormalizationOptions {
  /** What the scale adds to the loss. Defaults to nothing. */
  readonly gammaRegularizer?: Regularizer
  /** What the offset adds to the loss. Defaults to nothing. */
  readonly betaRegularizer?: Regularizer
}

/** The form of `NormalizationOptions` inside a layer's options. */
export const normalizationEntries = { gammaRegularizer: regularizer, betaRegularizer: regularizer }

/** A trained scale or offset. */
export function normalizationWeight(
  shape: readonly number[],
  initializer: 'zeros' | 'ones',
  regularizer?: Required<Regularizer>,
): WeightSpec {
  return { kind: 'normalization', shape, initializer, trainable: true, ...(regularizer && { regularizer }) }
}
