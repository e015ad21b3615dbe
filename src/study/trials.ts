import type { JournalStudy, JournalTrial } from './journal/replay.js'
import type { PastTrial } from './pastTrial.js'
import type { Params } from './searchSpace.js'
import type { Study } from './studyFile.js'
import type { Measure, TrialResult } from './trial.js'

// The trials of a study as its journal tells of them. What Optuna has no field for, stands in their attributes.

/** What became of one training of a trial, as the journal has it. */
export interface RunOutcome extends Pick<TrialResult, 'state' | 'values' | 'error' | 'seconds'> {
  /** The first objective after each epoch. */
  readonly epochs: readonly number[]
}

/** A trial of a study. */
export interface StudyTrial extends Omit<JournalTrial, 'attributes' | 'state'>, PastTrial {
  readonly state: PastTrial['state']
  readonly params: Params
  /**
   * `base`: the configuration that the study begins with; `search`: a point of the sampler; `confirmation`: another trial again, on fresh
   * seeds; `foreign`: what Optuna added to the journal.
   */
  readonly kind: 'base' | 'search' | 'confirmation' | 'foreign'
  /** Of a base or a search: its place among them, from 0. */
  readonly index: number | undefined
  /** Number of the trial that a confirmation measures again. */
  readonly confirms: number | undefined
  readonly seeds: readonly number[]
  readonly runs: ReadonlyMap<number, RunOutcome>
  /** Why it failed. */
  readonly error: string | undefined
}

/** The name of the attribute that holds what became of a seed. */
export const seedAttribute = (seed: number) => `seed ${seed}`

const known = new WeakMap<
  JournalTrial,
  { readonly attributes: unknown; readonly state: unknown; readonly trial: StudyTrial }
>()

/** The trials of a study, by their numbers. */
export function trialsOf({ trials }: Pick<JournalStudy, 'trials'>): StudyTrial[] {
  return trials.map(trial => {
    const { attributes, state } = trial
    const before = known.get(trial)
    if (before?.attributes === attributes && before.state === state) return before.trial
    const next = studyTrial(trial)
    known.set(trial, { attributes, state, trial: next })
    return next
  })
}

function studyTrial({ attributes, state, ...trial }: JournalTrial): StudyTrial {
  const { kind, index, confirms, seeds, error } = attributes as {
    readonly kind?: StudyTrial['kind']
    readonly index?: number
    readonly confirms?: number
    readonly seeds?: readonly number[]
    readonly error?: string
  }
  const isOwn = kind === 'base' || kind === 'search' || kind === 'confirmation'
  const own = isOwn && Array.isArray(seeds) ? seeds : []
  const runs = own.flatMap(seed => {
    const outcome = attributes[seedAttribute(seed)] as RunOutcome | undefined
    return outcome ? [[seed, outcome] as const] : []
  })
  return {
    ...trial,
    state: state === 'waiting' ? 'running' : state,
    kind: isOwn ? kind : 'foreign',
    index,
    confirms,
    seeds: own,
    runs: new Map(runs),
    error,
  }
}

/** Base and search, by their index. */
export function searched(trials: readonly StudyTrial[]): StudyTrial[] {
  return trials.filter(({ index }) => index !== undefined).toSorted((a, b) => a.index! - b.index!)
}

/**
 * What is known when the trial of an index is chosen, in whatever order trials end: all trials before it, but the results of those up to
 * `parallel` before only. Trials that Optuna added count once they have ended.
 */
export function pastOf(
  { parallel }: Pick<Study, 'parallel'>,
  trials: readonly StudyTrial[],
  index: number,
): PastTrial[] {
  const own = searched(trials).filter(trial => trial.index! < index)
  const foreign = trials.filter(({ kind, state }) => kind === 'foreign' && state !== 'running')
  return [
    ...own.map(trial =>
      trial.index! <= index - parallel ? trial : { ...trial, state: 'running' as const, values: [], steps: noSteps },
    ),
    ...foreign,
  ]
}

const noSteps: ReadonlyMap<number, number> = new Map()

/** The mean of a measure over the seeds of a trial that have it. */
export function meanOf({ seeds, runs }: Pick<StudyTrial, 'seeds' | 'runs'>, measure: Measure): number | undefined {
  const values = seedValues({ seeds, runs }, measure)
  return values.length === 0 ? undefined : values.reduce((sum, value) => sum + value, 0) / values.length
}

/** A measure of each seed, in the order of the seeds, without those that have none. */
export function seedValues({ seeds, runs }: Pick<StudyTrial, 'seeds' | 'runs'>, measure: Measure): number[] {
  return seeds.flatMap(seed => runs.get(seed)?.values[measure] ?? [])
}
