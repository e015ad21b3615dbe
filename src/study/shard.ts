import { UsageError } from '../errors.js'
import { samplerOf, searchedCount } from './nextTrial.js'
import { outcomeOf, prunerOf } from './outcome.js'
import type { Study } from './studyFile.js'
import type { StudyTrial } from './trials.js'

// A study in shards: each process knows all trials, since none depends on the results of others, and trains some. Nobody needs to talk.

/** One of several equal parts of a study. */
export interface Shard {
  /** From 1. */
  readonly index: number
  readonly count: number
}

export const describeShard = ({ index, count }: Shard) => `shard ${index} of ${count}`

/**
 * Refuses a study whose trials depend on what others have come to: a shard knows nothing of the others.
 *
 * @throws {UsageError} if a sampler learns, a pruner compares, or hours are counted over all processes
 */
export function expectShardable(study: Study): void {
  const { sampler, pruner, hours } = study
  const instead =
    '; the same command on machines that share the folder, or with --queue, runs such a study on many machines'
  if (samplerOf(study).learns)
    throw new UsageError(
      `study: expected the sampler grid, random or sobol for --shard, received ${sampler.kind}, which learns from results that other shards have${instead}`,
    )
  if (prunerOf(study))
    throw new UsageError(
      `study: expected no pruner for --shard, received ${pruner.kind}, which compares with trials that other shards have${instead}`,
    )
  if (hours !== null)
    throw new UsageError(
      `study: expected trials alone as the budget for --shard, received hours, which count the trainings of all shards${instead}`,
    )
}

/** A study as one shard runs it: winners can be measured again only once the shards have been merged. */
export function shardedStudy(study: Study): Study {
  return { ...study, confirm: { ...study.confirm, top: 0 } }
}

/** Whether a training is of a shard: trainings are dealt out one by one, so that the seeds of a single trial are shared, too. */
export function isInShard(shard: Shard, { seeds }: Study, trial: Pick<StudyTrial, 'index'>, seed: number): boolean {
  return (trial.index! * seeds.length + seeds.indexOf(seed)) % shard.count === shard.index - 1
}

/** Of how many trials a shard trains some seeds, or all. */
export function shardTrialCount(shard: Shard, study: Study): number {
  const isOwn = (index: number) => study.seeds.some(seed => isInShard(shard, study, { index }, seed))
  return Array.from({ length: searchedCount(study) }, (_, index) => index).filter(isOwn).length
}

/** The trials of a shard, with its own seeds alone: what they come to by these. */
export function trialsOfShard(shard: Shard, study: Study, trials: readonly StudyTrial[]): StudyTrial[] {
  return trials.flatMap(trial => {
    if (trial.index === undefined) return []
    const seeds = trial.seeds.filter(seed => isInShard(shard, study, trial, seed))
    if (seeds.length === 0) return []
    const own = { ...trial, seeds, runs: new Map([...trial.runs].filter(([seed]) => seeds.includes(seed))) }
    if (own.state !== 'running') return [own]
    const outcome = outcomeOf(study, own, trials)
    return [outcome ? { ...own, ...outcome } : own]
  })
}
