import { type Entry, endTrial, reportStep, setTrialAttribute } from './journal/entries.js'
import { ashaPruner } from './pruners/asha.js'
import { medianPruner } from './pruners/median.js'
import type { Pruner } from './pruners/pruner.js'
import type { Study } from './studyFile.js'
import type { Cutoff } from './trial.js'
import { meanOf, pastOf, type RunOutcome, type StudyTrial } from './trials.js'

// What the trainings of a trial make of it. A trial has steps: the epochs of its first seed, and then one for each further seed, with the
// mean of the objective over the seeds so far. A pruner may end it at any but the last.

/** What a trial is to be, or undefined where some of its trainings are still to be done. */
export interface Outcome {
  readonly state: 'complete' | 'pruned' | 'failed'
  readonly values: readonly number[]
  readonly error?: string
}

/** The pruner of a study; undefined where trials are not pruned. */
export function prunerOf({ pruner, objectives }: Pick<Study, 'pruner' | 'objectives'>): Pruner | undefined {
  const goal = objectives[0]!.direction
  if (pruner.kind === 'median') return medianPruner({ ...pruner, goal })
  if (pruner.kind === 'asha') return ashaPruner({ ...pruner, goal })
  return undefined
}

/** The step at which the first seed has ended: the most epochs that any trial has. */
export function firstSeedStep({ base, space }: Pick<Study, 'base' | 'space'>): number {
  const searched = space.find(({ path }) => path === 'training.epochs')?.distribution
  if (searched === undefined) return base.training.epochs
  return searched.kind === 'categorical' ? Math.max(...searched.values.map(Number)) : searched.high
}

/** Whether a trial may be pruned: winners are measured again to the end, and the base is what others are compared with. */
function prunerFor(study: Study, { kind }: Pick<StudyTrial, 'kind'>): Pruner | undefined {
  return kind === 'search' ? prunerOf(study) : undefined
}

/** Where the training of a trial's seed ends early. */
export function cutoffsOf(study: Study, trial: StudyTrial, trials: readonly StudyTrial[], seed: number): Cutoff[] {
  const pruner = prunerFor(study, trial)
  if (!pruner || seed !== trial.seeds[0]) return []
  const past = pastOf(study, trials, trial.index!)
  const { measure, direction } = study.objectives[0]!
  return Array.from({ length: firstSeedStep(study) - 1 }, (_, before) => before + 1).flatMap(epoch => {
    const value = pruner(epoch, past)
    return value === undefined ? [] : [{ epoch, measure, direction, value }]
  })
}

/** The seeds that may be trained now: one after the other where a pruner looks at each, else all. */
export function openSeeds(study: Study, trial: StudyTrial): number[] {
  const left = trial.seeds.filter(seed => !trial.runs.has(seed))
  return prunerFor(study, trial) ? left.slice(0, 1) : left
}

/** What a trial has come to. */
export function outcomeOf(study: Study, trial: StudyTrial, trials: readonly StudyTrial[]): Outcome | undefined {
  const pruner = prunerFor(study, trial)
  const { seeds, runs } = trial
  const failed = seeds.find(seed => runs.get(seed)?.state === 'failed')
  if (failed !== undefined && (pruner || runs.size === seeds.length))
    return { state: 'failed', values: [], error: `seed ${failed}: ${runs.get(failed)!.error?.message ?? 'failed'}` }
  const steps = [...stepsOf(study, trial)]
  if (seeds.some(seed => runs.get(seed)?.state === 'pruned')) return { state: 'pruned', values: lastValue(steps) }
  if (runs.size === seeds.length)
    return { state: 'complete', values: study.objectives.map(({ measure }) => meanOf(trial, measure)!) }
  if (!pruner || runs.size === 0) return undefined
  const [step, value] = steps.at(-1)!
  const limit = pruner(step, pastOf(study, trials, trial.index!))
  const isWorse = limit !== undefined && (study.objectives[0]!.direction === 'maximize' ? value < limit : value > limit)
  return isWorse ? { state: 'pruned', values: [value] } : undefined
}

const lastValue = (steps: readonly (readonly [number, number])[]) => steps.slice(-1).map(([, value]) => value)

/** What a trial shows on its way, as far as its trainings have come; nothing where there are several objectives, as Optuna has it. */
export function stepsOf(study: Study, { seeds, runs }: StudyTrial): Map<number, number> {
  const steps = new Map<number, number>()
  const { objectives } = study
  if (objectives.length > 1) return steps
  const ended: RunOutcome[] = []
  for (const seed of seeds) {
    const run = runs.get(seed)
    if (!run || run.state === 'failed') break
    if (ended.length === 0) for (const [before, value] of run.epochs.entries()) steps.set(before + 1, value)
    if (run.state === 'pruned') break
    ended.push(run)
    const values = ended.map(({ values }) => values[objectives[0]!.measure]!)
    steps.set(firstSeedStep(study) + ended.length - 1, values.reduce((sum, value) => sum + value, 0) / values.length)
  }
  return steps
}

/** What is to be written of a trial: steps that the journal has not yet, and its end. */
export function settle(study: Study, trial: StudyTrial, trials: readonly StudyTrial[], now: Date): Entry[] {
  if (trial.state !== 'running' || trial.kind === 'foreign') return []
  const reports = [...stepsOf(study, trial)]
    .filter(([step]) => !trial.steps.has(step))
    .map(([step, value]) => reportStep(trial, step, value))
  const outcome = outcomeOf(study, trial, trials)
  if (!outcome) return reports
  const error = outcome.error === undefined ? [] : [setTrialAttribute(trial, 'error', outcome.error)]
  return [...reports, ...error, endTrial(trial, outcome.state, outcome.values, now)]
}
