import type { Tensor } from '../graph/tensor.js'
import type { TrainingContext, WeightSpec } from './layer.js'

/** What training needs of a model: its weights by name, and how it gets from pixels to probabilities. */
export interface Network {
  /** How many classes it tells apart. */
  readonly classes: number
  /** All weights, in the order of the layers; names are `layer.weight`. */
  readonly weights: readonly (WeightSpec & { readonly name: string })[]
  /** Raw pixels uint8 [batch, 28, 28] → probabilities float32 [batch, classes]. */
  apply(image: Tensor, weights: Readonly<Record<string, Tensor>>, training?: TrainingContext): Tensor
}
