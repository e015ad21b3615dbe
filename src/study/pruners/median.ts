import type { Direction } from '../trial.js'
import type { Pruner } from './pruner.js'

/** Options of the median rule. */
export interface MedianOptions {
  /** Trials to wait for before any is pruned. Defaults to 5. */
  readonly startup: number
  /** The last step at which none is pruned. Defaults to 0. */
  readonly warmup: number
}

/**
 * The median rule: a trial ends where it is worse than half of the trials before it were at the same step.
 *
 * Source: Golovin et al. 2017, Google Vizier, KDD, section 3.2.2. There a trial is compared by its best value so far, with the means
 * of the others up to the step; here, as in Optuna's MedianPruner, values of the one step are compared.
 */
export function medianPruner({ startup, warmup, goal }: MedianOptions & { readonly goal: Direction }): Pruner {
  return (step, past) => {
    const seen = past.filter(({ state }) => state === 'complete' || state === 'pruned')
    if (step <= warmup || seen.length < startup) return undefined
    const values = seen.flatMap(({ steps }) => steps.get(step) ?? []).toSorted((a, b) => a - b)
    if (values.length === 0) return undefined
    const middle = (values.length - 1) / 2
    // Of an even count the worse of the two in the middle: both are values that a trial has had.
    return goal === 'maximize' ? values[Math.floor(middle)] : values[Math.ceil(middle)]
  }
}
