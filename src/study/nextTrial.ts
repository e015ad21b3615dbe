import { createTrial, type Entry } from './journal/entries.js'
import type { JournalStudy } from './journal/replay.js'
import { prunerOf } from './outcome.js'
import { configurationAt, distributionsOf, pointOf } from './point.js'
import { rankTrials } from './ranking.js'
import { gridSampler } from './samplers/grid.js'
import { randomSampler } from './samplers/random.js'
import type { Sampler } from './samplers/sampler.js'
import { sobolSampler } from './samplers/sobol.js'
import { tpeSampler } from './samplers/tpe.js'
import type { Params } from './searchSpace.js'
import type { Study } from './studyFile.js'
import { pastOf, type StudyTrial, searched, trialsOf } from './trials.js'

/** What a study begins next: a trial; nothing before others have ended; or nothing any more. */
export type Next =
  | { readonly kind: 'trial'; readonly entry: Entry }
  | { readonly kind: 'wait' }
  | { readonly kind: 'done' }

/** The sampler that a study asks for. */
export function samplerOf({ sampler, space, seed, objectives }: Study): Sampler {
  const goals = objectives.map(({ direction }) => direction)
  if (sampler.kind === 'grid') return gridSampler(space)
  if (sampler.kind === 'sobol') return sobolSampler(space, seed)
  if (sampler.kind === 'tpe') return tpeSampler(space, { ...sampler, seed, goals })
  return randomSampler(space, seed)
}

/** How many trials a study has before winners are measured again: the base, and the points of the sampler. */
export function searchedCount(study: Study, sampler: Sampler = samplerOf(study)): number {
  return 1 + Math.min(study.trials, sampler.count ?? Number.POSITIVE_INFINITY)
}

/**
 * What comes after the trials that are there: the base, then the points of the sampler, and once they have all ended the winners and the
 * base again, on fresh seeds. It follows from the results that may be looked at alone.
 */
export function nextTrial(study: Study, journal: JournalStudy, now: Date): Next {
  const trials = trialsOf(journal)
  const own = searched(trials)
  const sampler = samplerOf(study)
  const index = own.length
  if (index < searchedCount(study, sampler) && !isOutOfTime(study, trials)) {
    const needsResults = sampler.learns || prunerOf(study) !== undefined
    const isOpen = (trial: StudyTrial) => trial.state === 'running' && trial.index! <= index - study.parallel
    if (needsResults && own.some(isOpen)) return { kind: 'wait' }
    const params =
      index === 0 ? pointOf(study.base, study.space) : sampler.suggest(index - 1, pastOf(study, trials, index))
    const attributes = { kind: index === 0 ? 'base' : 'search', index, seeds: study.seeds }
    return { kind: 'trial', entry: begin(study, journal, params ?? {}, attributes, now) }
  }
  return nextConfirmation(study, journal, trials, now)
}

/** Hours of training, of all processes together, are used up. */
function isOutOfTime({ hours }: Study, trials: readonly StudyTrial[]): boolean {
  return hours !== null && trainingSeconds(trials) >= hours * 3600
}

/** What the trainings have taken in all. */
export function trainingSeconds(trials: readonly StudyTrial[]): number {
  return trials.reduce((sum, { runs }) => sum + [...runs.values()].reduce((sum, { seconds }) => sum + seconds, 0), 0)
}

function nextConfirmation(study: Study, journal: JournalStudy, trials: readonly StudyTrial[], now: Date): Next {
  const { confirm } = study
  if (trials.some(({ kind, state }) => state === 'running' && kind !== 'foreign' && kind !== 'confirmation'))
    return { kind: 'wait' }
  const wanted = toConfirm(study, trials)
  const next = wanted.find(({ number }) => !trials.some(({ confirms }) => confirms === number))
  if (next) {
    const attributes = { kind: 'confirmation', confirms: next.number, seeds: confirm.seeds }
    return { kind: 'trial', entry: begin(study, journal, next.params, attributes, now, next.kind === 'base') }
  }
  const isOpen = trials.some(({ kind, state }) => state === 'running' && kind === 'confirmation')
  return { kind: isOpen ? 'wait' : 'done' }
}

/** The base, and the best of the others: each point once. */
export function toConfirm(study: Study, trials: readonly StudyTrial[]): StudyTrial[] {
  const base = trials.find(({ kind, state }) => kind === 'base' && state === 'complete')
  if (!base || study.confirm.top === 0) return []
  const goals = study.objectives.map(({ direction }) => direction)
  const complete = trials.filter(
    ({ kind, state, params }) =>
      state === 'complete' && (kind === 'search' || (kind === 'foreign' && Object.keys(params).length > 0)),
  )
  const seen = new Set([textOf(base.params)])
  const winners: StudyTrial[] = []
  for (const trial of rankTrials(complete, goals)) {
    if (winners.length === study.confirm.top) break
    const text = textOf(trial.params)
    if (!seen.has(text)) winners.push(trial)
    seen.add(text)
  }
  return [base, ...winners]
}

const textOf = (params: Params) => JSON.stringify(Object.entries(params).toSorted(([a], [b]) => (a < b ? -1 : 1)))

/** The entry that begins a trial; it has failed already where its configuration is not valid. */
function begin(
  study: Study,
  journal: JournalStudy,
  params: Params,
  attributes: Readonly<Record<string, unknown>>,
  now: Date,
  isBase = attributes.kind === 'base',
): Entry {
  const distributions = distributionsOf(study.space, params)
  const problem = isBase ? undefined : problemOf(study, params)
  return createTrial(
    journal.id,
    problem === undefined
      ? { params, distributions, attributes }
      : { params, distributions, attributes: { ...attributes, error: problem }, state: 'failed' },
    now,
  )
}

function problemOf({ base, space }: Study, params: Params): string | undefined {
  try {
    configurationAt(base, space, params)
    return undefined
  } catch (error) {
    return (error as Error).message
  }
}
