import { scatterPlot } from '../../figures/scatter.js'
import { html, markup } from '../html.js'
import type { Section } from '../page.js'
import type { StudyReport, TrialRow } from './study.js'

/** The values of the trials in their order, and the best so far. */
export function historySection({ trials, measure }: StudyReport): Section[] {
  const measured = trials.filter(isMeasured).filter(({ isSearch }) => isSearch)
  if (measured.length < 2) return []
  const best: { x: number; y: number }[] = []
  for (const { number, value, state } of measured) {
    const before = best.at(-1)?.y
    const isBetter = before === undefined || (measure.direction === 'maximize' ? value > before : value < before)
    if (state === 'complete') best.push({ x: number, y: isBetter ? value : before })
  }
  const last = measured.at(-1)!.number
  if (best.length > 0) best.push({ x: last, y: best.at(-1)!.y })
  const figure = scatterPlot({
    title: `${capital(measure.name)}${measure.unit === 0.01 ? ' (%)' : ''}`,
    x: { name: 'trial', low: 0, high: Math.max(1, last) },
    points: measured.map(({ number, value, state }) => ({ x: number, y: value, style: styleOf(state) })),
    unit: measure.unit,
    steps: best,
    range: rangeOf(measured, measure.direction),
    label: `${capital(measure.name)} of ${measured.length} trials; the best so far ends at ${measure.format(best.at(-1)?.y ?? measured[0]!.value)}`,
  })
  return [
    {
      id: 'history',
      title: 'Best so far',
      body: html`<figure>${markup(figure)}</figure>
<p class="quiet">Dots: complete trials. Triangles: pruned ones, as far as they came. The line: the best complete trial so far. Trials far below the others are
drawn at the edge.</p>`,
    },
  ]
}

export const capital = (text: string) => `${text[0]!.toUpperCase()}${text.slice(1)}`

/** Filled where it is complete, open where it is not. */
export const styleOf = (state: string) => (state === 'complete' ? 0 : 3)

export type Measured = TrialRow & { readonly value: number }

export function isMeasured(trial: TrialRow): trial is Measured {
  return trial.value !== undefined
}

/** The better three quarters of the values, with some room: a few bad trials would flatten all others. */
export function rangeOf(trials: readonly Measured[], direction: 'maximize' | 'minimize'): [number, number] {
  const sorted = trials.map(({ value }) => value).toSorted((a, b) => a - b)
  const at = (fraction: number) => sorted[Math.round(fraction * (sorted.length - 1))]!
  const [low, high] = [sorted[0]!, sorted.at(-1)!]
  if (direction === 'maximize') return [Math.max(low, at(0.25) - 0.25 * (high - at(0.25))), high]
  return [low, Math.min(high, at(0.75) + 0.25 * (at(0.75) - low))]
}
