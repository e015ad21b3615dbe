import type { PastTrial } from '../pastTrial.js'

/**
 * Says what a trial must reach at a step to go on: at least so much where more is better, else at most; undefined where it goes on
 * with anything.
 *
 * @param step of the trial: epochs of its first seed, then one for each further seed
 * @param past the trials that had ended before it began
 */
export type Pruner = (step: number, past: readonly PastTrial[]) => number | undefined
