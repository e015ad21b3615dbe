import { formatPercent, formatSeconds } from '../../figures/format.js'
import { linePlot, lineSample, type PlotSeries } from '../../figures/plot.js'
import { type Content, html, type Markup, markup } from '../html.js'
import type { Section } from '../page.js'
import type { Reading } from '../pageData.js'
import type { EpochRow } from '../run.js'

/** Writes a measured value; a dash where there is none. */
export const formats = {
  accuracy: (value: number | null | undefined) => (isNumber(value) ? formatPercent(value, 2) : '–'),
  loss: (value: number | null | undefined) => (isNumber(value) ? value.toFixed(4) : '–'),
}

const lines = [
  { name: 'validation', style: 0, accuracy: 'validationAccuracy', loss: 'validationLoss' },
  { name: 'training', style: 1, accuracy: 'trainAccuracy', loss: 'trainLoss' },
] as const

/** The curves of one training, and what they are at an epoch. */
export function curvesSection(history: readonly EpochRow[]): { section: Section; readings: Reading[] } {
  const drawn = lines.filter(line => history.some(epoch => isNumber(epoch[line.loss])))
  const readings = history.map(row => ({
    epoch: row.epoch,
    fields: [
      ...drawn.flatMap(line => [formats.accuracy(row[line.accuracy]), formats.loss(row[line.loss])]),
      `learning rate ${row.learningRate.toPrecision(3)}, ${formatSeconds(row.seconds)}`,
    ],
  }))
  const body = html`<div class="plots">${(['accuracy', 'loss'] as const).map(measure =>
    plotOf(
      measure === 'accuracy' ? 'Accuracy (%)' : 'Loss',
      measure,
      drawn.map(({ name, style, [measure]: key }) => ({
        name,
        style,
        points: history.map(row => ({ epoch: row.epoch, value: row[key] })),
      })),
    ),
  )}</div>
${slider(readings)}
<table><thead><tr><th scope="col">Images</th><th scope="col">Accuracy</th><th scope="col">Loss</th></tr></thead>
<tbody>${drawn.map(
    ({ name, style }) =>
      html`<tr><th scope="row" class="whole">${markup(lineSample(style))} ${name}</th><td data-field></td><td data-field></td></tr>`,
  )}</tbody></table>
<p class="quiet" data-field></p>
${allValues(readings, [...drawn.flatMap(({ name }) => [`${name} accuracy`, `${name} loss`]), 'learning rate, time'])}
<p class="quiet">Training values are means over the epoch, while the weights still moved; validation is measured after it, on
images held out of the training set.</p>`
  return { section: { id: 'curves', title: 'Training curves', body }, readings }
}

/** A plot, or nothing where there is nothing to draw, as after a loss that was no number from the start. */
export function plotOf(title: string, measure: 'accuracy' | 'loss', series: readonly PlotSeries[]): Content {
  if (!series.some(({ points }) => points.some(({ value }) => isNumber(value)))) return false
  return html`<figure>${markup(linePlot({ title, measure, series, format: formats[measure] }))}</figure>`
}

/** Chooses the epoch whose values are shown. */
export function slider(readings: readonly Reading[]): Markup {
  const last = readings.length - 1
  return html`<div class="slider"><output for="epoch">Epoch ${readings[last]?.epoch}</output>
<input id="epoch" type="range" aria-label="Epoch" min="0" max="${last}" value="${last}" ${last === 0 && 'disabled'}></div>`
}

/** The same values as a table: for print, for screen readers, and where no script runs. */
export function allValues(readings: readonly Reading[], names: readonly string[]): Markup {
  return html`<details><summary>All values</summary><div class="wide" tabindex="0" role="group" aria-label="All values"><table>
<thead><tr><th scope="col">Epoch</th>${names.map(name => html`<th scope="col">${name}</th>`)}</tr></thead>
<tbody>${readings.map(
    ({ epoch, fields }) =>
      html`<tr><th scope="row">${epoch}</th>${fields.map(field => html`<td>${field.replace('learning rate ', '')}</td>`)}</tr>`,
  )}</tbody></table></div></details>`
}

function isNumber(value: number | null | undefined): value is number {
  return typeof value === 'number' && Number.isFinite(value)
}
