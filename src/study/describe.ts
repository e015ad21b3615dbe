import { formatSeconds } from '../figures/format.js'
import { summarize } from './statistics.js'
import type { Study } from './studyFile.js'
import { type StudyTrial, seedValues } from './trials.js'
import { describeParams, formatMeasure, formatSpread, measureNames, shortNames } from './words.js'

/** What a study is, in one line. */
export function describeStudy({ name, space, seeds, sampler, pruner, trials }: Study): string {
  const each = seeds.length === 1 ? 'one seed each' : `${seeds.length} seeds each`
  if (space.length === 0) return `Study ${name}: ${each.replace(' each', '')}`
  const count = trials === Number.MAX_SAFE_INTEGER ? 'all points of the grid' : `${trials} trials beside the base`
  const parts = [count, each, sampler.kind, ...(pruner.kind === 'none' ? [] : [pruner.kind])]
  return `Study ${name}: ${parts.join(', ')}`
}

const widths = [5, 12, 22, 7]

/** The names of the columns of `tableRow`. */
export function tableHeader({ objectives }: Study): string {
  const [number, state, value, seconds] = widths as [number, number, number, number]
  const { measure } = objectives[0]!
  return [
    'trial'.padStart(number),
    'state'.padEnd(state),
    measureNames[measure].padEnd(value),
    'time'.padStart(seconds),
    'parameters',
  ].join('  ')
}

/** A trial in one row of a table. */
export function tableRow(study: Study, trial: StudyTrial): string {
  const [number, state, value, seconds] = widths as [number, number, number, number]
  const spent = [...trial.runs.values()].reduce((sum, run) => sum + run.seconds, 0)
  return [
    String(trial.number).padStart(number),
    trial.state.padEnd(state),
    describeValue(study, trial).padEnd(value),
    (spent > 0 ? formatSeconds(spent) : '').padStart(seconds),
    describeTrial(study, trial),
  ]
    .join('  ')
    .trimEnd()
}

/** What a trial has reached: mean ± deviation over its seeds. */
export function describeValue({ objectives }: Study, trial: StudyTrial): string {
  const others = objectives
    .slice(1)
    .map(({ measure }, at) => `, ${formatMeasure(measure, trial.values[at + 1] ?? Number.NaN)}`)
  const { measure } = objectives[0]!
  const [value] = trial.values
  if (value === undefined) return ''
  const values = trial.state === 'complete' ? seedValues(trial, measure) : []
  const { deviation } = values.length > 1 ? summarize(values) : { deviation: null }
  return `${formatMeasure(measure, value)}${deviation === null ? '' : ` ± ${formatSpread(measure, deviation)}`}${others.join('')}`
}

/** What a trial is: its kind where that is not the search, its parameters, and why it failed. */
export function describeTrial({ space }: Study, trial: StudyTrial): string {
  const kinds = {
    base: 'the base',
    search: '',
    confirmation: `trial ${trial.confirms} again, on fresh seeds`,
    foreign: 'from Optuna',
  }
  const kind = kinds[trial.kind]
  const params =
    trial.kind === 'base' || trial.kind === 'confirmation' ? '' : describeParams(trial.params, shortNames(space))
  return [kind, params, trial.error ?? ''].filter(text => text !== '').join(': ')
}
