import type { PastTrial } from '../pastTrial.js'
import type { Params } from '../searchSpace.js'

/** Chooses the points of a study. */
export interface Sampler {
  /** How many points there are; undefined where there is no end to them. */
  readonly count?: number
  /** Whether points depend on the results of others. */
  readonly learns: boolean
  /**
   * The point of a trial. The same index and past give the same point, whoever asks and when.
   *
   * @param index from 0
   * @param past the trials before it, those whose results may not be looked at as `running`
   */
  suggest(index: number, past: readonly PastTrial[]): Params
}
