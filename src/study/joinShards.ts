import { UsageError } from '../errors.js'
import { createTrial, type Entry } from './journal/entries.js'
import type { JournalStudy } from './journal/replay.js'
import { searchedCount } from './nextTrial.js'
import { settle } from './outcome.js'
import { distributionsOf } from './point.js'
import { describeShard, isInShard, type Shard } from './shard.js'
import type { Study } from './studyFile.js'
import { type StudyTrial, searched, seedAttribute, trialsOf } from './trials.js'

/** What one shard of a study has found. */
export interface FinishedShard {
  /** What messages call it: its folder. */
  readonly name: string
  readonly shard: Shard
  readonly trials: readonly StudyTrial[]
}

/**
 * Refuses shards that are not the whole of a study, each once and to the end.
 *
 * @throws {UsageError} that names the shard that is missing, there twice, of another division, or not finished
 */
export function expectWhole(study: Study, shards: readonly FinishedShard[]): void {
  const { count } = shards[0]!.shard
  const byIndex = new Map<number, FinishedShard>()
  for (const each of shards) {
    const { name, shard } = each
    if (shard.count !== count)
      throw new UsageError(
        `${name}: expected one of ${count} shards, as the first folder is, received ${describeShard(shard)}`,
      )
    const twin = byIndex.get(shard.index)
    if (twin)
      throw new UsageError(
        `${name}: expected each shard once, received ${describeShard(shard)}, which ${twin.name} is, too`,
      )
    byIndex.set(shard.index, each)
  }
  const missing = Array.from({ length: count }, (_, at) => at + 1).filter(index => !byIndex.has(index))
  if (missing.length > 0)
    throw new UsageError(
      `expected the folders of all ${count} shards, received ${shards.length}; missing: ${missing.join(', ')}`,
    )
  for (const each of shards) expectFinished(study, each)
}

function expectFinished(study: Study, { name, shard, trials }: FinishedShard): void {
  const foreign = trials.find(({ kind }) => kind === 'foreign')
  if (foreign)
    throw new UsageError(
      `${name}: expected trials of the study alone, received trial ${foreign.number}, which Optuna has added`,
    )
  const known = searched(trials)
  const open = Array.from({ length: searchedCount(study) }, (_, index) => index).filter(index => {
    const trial = known[index]
    if (!trial) return true
    if (trial.state === 'failed') return false
    return study.seeds.some(seed => isInShard(shard, study, trial, seed) && !trial.runs.has(seed))
  })
  if (open.length > 0)
    throw new UsageError(
      `${name}: expected all trials of ${describeShard(shard)} to have ended, received ${open.length} that have not; \`mnist study run ${name}\` goes on with it`,
    )
}

/**
 * The entries that begin the trials of the whole study, each with what its shards have found of it; none for those that are there.
 *
 * @throws {UsageError} if shards have chosen different points for the same trial
 */
export function joinedTrials({ space }: Study, journal: JournalStudy, shards: readonly FinishedShard[]): Entry[] {
  const there = searched(trialsOf(journal)).length
  const all = shards.map(({ trials }) => searched(trials))
  return all[0]!.slice(there).map(({ index, params, kind, seeds, state, error }) => {
    const copies = all.map(trials => trials[index!]!)
    const other = copies.findIndex(copy => JSON.stringify(copy.params) !== JSON.stringify(params))
    if (other >= 0)
      throw new UsageError(
        `${shards[other]!.name}: expected trial ${index} to be the one of ${shards[0]!.name}, received one with other parameters`,
      )
    const runs = new Map(copies.flatMap(({ runs }) => [...runs]))
    const found = seeds.flatMap(seed => (runs.has(seed) ? [[seedAttribute(seed), runs.get(seed)]] : []))
    const started = copies.map(({ started }) => started!).toSorted()[0]!
    const hasFailed = runs.size === 0 && state === 'failed' // its configuration is not valid
    return createTrial(
      journal.id,
      {
        params,
        distributions: distributionsOf(space, params),
        attributes: { kind, index, seeds, ...(hasFailed && { error }), ...Object.fromEntries(found) },
        ...(hasFailed && { state }),
      },
      new Date(started),
    )
  })
}

/** The entries that end the trials which have all that their shards have found. */
export function endedTrials(study: Study, journal: JournalStudy, now: Date): Entry[] {
  const trials = trialsOf(journal)
  return trials.flatMap(trial => settle(study, trial, trials, now))
}
