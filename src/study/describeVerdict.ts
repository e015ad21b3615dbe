import { describeValue } from './describe.js'
import { summarize } from './statistics.js'
import type { Study } from './studyFile.js'
import { type StudyTrial, seedValues } from './trials.js'
import { type Confirmed, judge } from './verdict.js'
import { describeParams, formatMeasure, formatSpread, measureNames, shortNames } from './words.js'

/** What a study has found so far, in a sentence or two; several lines where there are several objectives. */
export function describeVerdict(study: Study, trials: readonly StudyTrial[]): string {
  const { confirmed, best, isBetter, ranked } = judge(study, trials)
  if (!best) return 'No trial is complete.'
  if (study.space.length === 0) return describeBase(study, best)
  if (study.objectives.length > 1) return describeFront(study, ranked)
  if (confirmed.length < 2) {
    const { confirm } = study
    const doubt =
      confirm.top > 0 ? 'not yet measured again' : 'not measured again, so flattered by its choice: `confirm` does that'
    return `Best: trial ${best.number}, ${describeValue(study, best)} (${doubt})${paramsOf(study, best)}`
  }
  return isBetter
    ? `Trial ${best.number} is better than the base by more than chance${paramsOf(study, best)}`
    : 'None is better than the base by more than chance: keep the base.'
}

function describeBase(study: Study, base: StudyTrial): string {
  const { measure } = study.objectives[0]!
  const values = seedValues(base, measure)
  if (values.length === 0) return `Best: trial ${base.number}, ${describeValue(study, base)}`
  const { mean, deviation, interval95, count } = summarize(values)
  const name = measureNames[measure]
  const range = interval95?.map(bound => formatMeasure(measure, bound)).join(' to ')
  const spread =
    deviation === null
      ? ''
      : ` ± ${formatSpread(measure, deviation)} over ${count} seeds, 95 % interval of the mean ${range}`
  return `${name[0]!.toUpperCase()}${name.slice(1)} ${formatMeasure(measure, mean)}${spread}`
}

function describeFront(study: Study, front: readonly StudyTrial[]): string {
  const names = study.objectives.map(({ measure }) => measureNames[measure]).join(', ')
  const rows = front.map(trial => `  trial ${trial.number}: ${describeValue(study, trial)}${paramsOf(study, trial)}`)
  return [`No other trial is better in all of ${names}:`, ...rows].join('\n')
}

function paramsOf(study: Study, trial: StudyTrial): string {
  const text = describeParams(trial.params, shortNames(study.space))
  return text === '' ? '' : `: ${text}`
}

/** The table of what was measured again; the first row is the header. */
export function confirmedRows({ objectives }: Study, confirmed: readonly Confirmed[]): string[][] {
  const { measure } = objectives[0]!
  const signed = (value: number) => `${value < 0 ? '−' : '+'}${formatSpread(measure, Math.abs(value))}`
  const header = [
    'setting',
    'when chosen',
    'fresh',
    '95 % interval',
    'shrinkage',
    'to the base',
    'p (Holm)',
    'seeds to tell',
  ]
  const rows = confirmed.map(({ trial, searched, fresh, shrinkage, comparison, adjustedP, seedsToTell }) => [
    trial.kind === 'base' ? 'base' : `trial ${trial.number}`,
    formatMeasure(measure, searched.mean),
    `${formatMeasure(measure, fresh.mean)}${fresh.deviation === null ? '' : ` ± ${formatSpread(measure, fresh.deviation)}`}`,
    fresh.interval95 ? fresh.interval95.map(bound => formatMeasure(measure, bound)).join(' to ') : '–',
    signed(shrinkage),
    comparison ? signed(comparison.mean) : '–',
    adjustedP === undefined ? '–' : formatP(adjustedP),
    seedsToTell === undefined ? '–' : Number.isFinite(seedsToTell) ? String(seedsToTell) : 'no end',
  ])
  return [header, ...rows]
}

/** A probability of chance, to two digits. */
export function formatP(value: number): string {
  return value < 0.001 ? '<0.001' : value.toFixed(value < 0.1 ? 3 : 2)
}
