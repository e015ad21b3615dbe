import type { Direction } from '../trial.js'
import type { Pruner } from './pruner.js'

/** Options of successive halving. */
export interface AshaOptions {
  /** The first step at which trials are pruned. Defaults to 1. */
  readonly minStep: number
  /** Of so many trials one goes on at each rung, and the rungs lie so many times as far apart. Defaults to 3. */
  readonly reductionFactor: number
}

/**
 * Asynchronous successive halving: at the steps `minStep`, `minStep` · η, `minStep` · η² …, the rungs, a trial goes on where it is
 * among the best 1/η of those that have reached the rung, itself included. What ends there is not taken up again; so nothing is
 * trained twice and no checkpoint of a pruned trial need be kept (the stopping variant of Li et al., section 3.3; Optuna's SuccessiveHalvingPruner).
 *
 * Source: Li et al. 2020, A system for massively parallel hyperparameter tuning, MLSys, arXiv 1810.05934.
 */
export function ashaPruner({ minStep, reductionFactor, goal }: AshaOptions & { readonly goal: Direction }): Pruner {
  return (step, past) => {
    if (!isRung(step, minStep, reductionFactor)) return undefined
    const values = past.flatMap(({ steps }) => steps.get(step) ?? [])
    const sorted = values.toSorted((a, b) => (goal === 'maximize' ? b - a : a - b))
    const places = Math.floor((sorted.length + 1) / reductionFactor)
    // Of fewer than η there is no best part: all go on.
    return places === 0 ? undefined : sorted[places - 1]
  }
}

function isRung(step: number, minStep: number, factor: number): boolean {
  for (let rung = minStep; rung <= step; rung *= factor) if (Math.round(rung) === step) return true
  return false
}
