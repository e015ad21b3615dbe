import { barsFigure } from '../../figures/bars.js'
import { parallelCoordinates } from '../../figures/parallelCoordinates.js'
import { scatterPlot } from '../../figures/scatter.js'
import { html, markup } from '../html.js'
import type { Section } from '../page.js'
import { capital, isMeasured, type Measured, rangeOf, styleOf } from './historySection.js'
import type { StudyReport } from './study.js'

/** How the values of the parameters and those of the objective go together. */
export function searchSection(study: StudyReport): Section[] {
  const { axes, trials, measure } = study
  const measured = trials
    .filter(isMeasured)
    .filter(({ isSearch, place }) => isSearch && place.some(value => value !== undefined))
  if (axes.length === 0 || measured.length < 2) return []
  return [...importanceSection(study), slicesSection(study, measured), ...parallelSection(axes, measured, measure)]
}

function importanceSection({ importance, importanceMethod }: StudyReport): Section[] {
  if (importance.length === 0) return []
  const told = importance.map(({ name, value }) => `${name} ${Math.round(100 * value)} %`).join(', ')
  return [
    {
      id: 'importance',
      title: 'Importance',
      body: html`<figure>${markup(barsFigure(importance, `Importance of the parameters: ${told}`))}</figure>
<p class="quiet">${importanceMethod}</p>`,
    },
  ]
}

function slicesSection({ axes, measure }: StudyReport, trials: readonly Measured[]): Section {
  const range = rangeOf(trials, measure.direction)
  const plots = axes.map((axis, index) => {
    const points = trials.flatMap(({ place, value, state }) =>
      place[index] === undefined ? [] : [{ x: place[index], y: value, style: styleOf(state) }],
    )
    if (points.length === 0) return null
    const label = `${capital(measure.name)} of ${points.length} trials by ${axis.name}`
    const figure = scatterPlot({ title: axis.name, x: axis, points, unit: measure.unit, range, label })
    return html`<figure>${markup(figure)}</figure>`
  })
  return {
    id: 'slices',
    title: 'Slices',
    body: html`<p>${capital(measure.name)}${measure.unit === 0.01 ? ' (%)' : ''} by each parameter, whatever the others were.</p>
<div class="plots">${plots}</div>`,
  }
}

function parallelSection(
  axes: StudyReport['axes'],
  trials: readonly Measured[],
  measure: StudyReport['measure'],
): Section[] {
  const complete = trials.filter(({ state }) => state === 'complete')
  if (complete.length < 2) return []
  const order = complete.toSorted((a, b) => (measure.direction === 'maximize' ? a.value - b.value : b.value - a.value))
  const [low, high] = rangeOf(complete, measure.direction)
  const within = (value: number) => Math.min(high, Math.max(low, value))
  const unit = measure.unit === 0.01 ? 100 : 1
  const lines = complete.map(trial => ({
    values: [...trial.place, unit * within(trial.value)],
    rank: order.indexOf(trial) / (order.length - 1),
  }))
  const objective = { name: `${measure.name}${unit === 100 ? ' (%)' : ''}`, low: unit * low, high: unit * high }
  const label = `Parallel coordinates of ${complete.length} complete trials: ${axes.map(({ name }) => name).join(', ')} and ${measure.name}`
  return [
    {
      id: 'parallel',
      title: 'Parallel coordinates',
      body: html`<p>A line for each complete trial; the best tenth is drawn bold.</p>
<div class="wide parallel" tabindex="0" role="group" aria-label="Parallel coordinates">${markup(parallelCoordinates([...axes, objective], lines, label))}</div>`,
    },
  ]
}
