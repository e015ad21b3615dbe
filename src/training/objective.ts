import type { Tensors } from '../layers/network.js'
import type { Loss } from './losses/loss.js'
import type { Metrics } from './metrics.js'

/** What a training minimizes and reports. */
export interface Objective {
  readonly loss: Loss
  /** Metrics that are reported beside the loss. Defaults to none. */
  readonly metrics?: Metrics
  /** Changes the inputs at random, for training only; from one tensor for each input to such. Defaults to leaving them as they are. */
  readonly augment?: (inputs: Tensors) => Tensors
  /** Names of rules by which the graphs are not rewritten, to compare. Defaults to none. */
  readonly disabledRules?: readonly string[]
}
