import type { Params } from './searchSpace.js'
import type { Direction } from './trial.js'

/** What samplers and pruners know of a trial. */
export interface PastTrial {
  readonly params: Params
  /** `running` also where its result is not to be looked at yet. */
  readonly state: 'running' | 'complete' | 'pruned' | 'failed'
  /** Of the objectives, in their order; empty where it has none. */
  readonly values: readonly number[]
  /** What was reported on the way, by step. */
  readonly steps: ReadonlyMap<number, number>
}

/** Values so that smaller is better. */
export function losses(values: readonly number[], goals: readonly Direction[]): number[] {
  return values.map((value, index) => (goals[index] === 'maximize' ? -value : value))
}
