import { formatCount, formatPercent, formatSeconds } from '../../figures/format.js'
import { type Measure, type MeasuredCurve, measureLines } from '../../figures/learningCurve.js'
import type { Point } from '../../figures/line.js'
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

/** The curves of one training, and what they are at a point of it. */
export function curvesSection(
  history: readonly EpochRow[],
  curve: MeasuredCurve | undefined,
): { section: Section; readings: Reading[] } {
  const drawn = lines.filter(line => history.some(epoch => isNumber(epoch[line.loss])))
  const rows = history.map(row => ({
    epoch: row.epoch,
    fields: [
      ...drawn.flatMap(line => [formats.accuracy(row[line.accuracy]), formats.loss(row[line.loss])]),
      `learning rate ${row.learningRate.toPrecision(3)}, ${formatSeconds(row.seconds)}`,
    ],
  }))
  const measures = (['accuracy', 'loss'] as const).map(measure => ({
    measure,
    series: drawn.map(({ name, style }) => ({ name, style, ...toldLines(history, curve, measure)[name] })),
  }))
  const isFine = curve !== undefined && curve.training.length > 0
  const readings = isFine ? readingsOf(curve, measures, rows) : rows
  const body = html`<div class="plots">${measures.map(({ measure, series }) =>
    plotOf(measure === 'accuracy' ? 'Accuracy (%)' : 'Loss', measure, series),
  )}</div>
${slider(readings)}
<table><thead><tr><th scope="col">Images</th><th scope="col">Accuracy</th><th scope="col">Loss</th></tr></thead>
<tbody>${drawn.map(
    ({ name, style }) =>
      html`<tr><th scope="row" class="whole">${markup(lineSample(style))} ${name}</th><td data-field></td><td data-field></td></tr>`,
  )}</tbody></table>
<p class="quiet" data-field></p>
${allValues(rows, [...drawn.flatMap(({ name }) => [`${name} accuracy`, `${name} loss`]), 'learning rate, time'])}
<p class="quiet">${isFine ? describeLines(curve) : 'Training values are means over the epoch, while the weights still moved; validation is measured after it, on images held out of the training set.'}</p>`
  return { section: { id: 'curves', title: 'Training curves', body }, readings }
}

/** What the lines are of. */
const describeLines = ({ validation, validationCount }: MeasuredCurve) =>
  [
    'The training line is smoothed over what each few steps showed, drawn pale.',
    ...(validation.length > 0
      ? [
          `The validation line is of the first ${formatCount(validationCount)} images held out, its dots of all of them.`,
        ]
      : []),
    'Under “All values”, training is the mean over the epoch, while the weights still moved, and validation is measured after it.',
  ].join(' ')

type ToldLine = Pick<PlotSeries, 'points' | 'faint' | 'marked'> & { readonly told: readonly Point[] }

/** The lines of one measure, with what the page tells when they are pointed at: at the end of an epoch, and at each look within. */
export function toldLines(
  history: readonly EpochRow[],
  curve: MeasuredCurve | undefined,
  measure: Measure,
): Readonly<Record<'training' | 'validation', ToldLine>> {
  const { training, validation } = measureLines(history, curve, measure)
  const ends = validation.marked ?? validation.points
  const within = validation.points.filter(({ epoch }) => !ends.some(end => end.epoch === epoch))
  const epochs = [...within, ...history].map(({ epoch }) => epoch).sort((a, b) => a - b)
  // A point may lie a little beside the end of an epoch, where several steps make one.
  const at = (epoch: number) => training.points.findLast(point => point.epoch <= epoch + 1e-4) ?? training.points[0]
  return {
    training: {
      ...training,
      told: training.faint
        ? epochs.flatMap(epoch => (at(epoch) ? { epoch, value: at(epoch)!.value } : []))
        : training.points,
    },
    validation: { ...validation, told: [...within, ...ends].sort((a, b) => a.epoch - b.epoch) },
  }
}

/** What the lines are at every point that is shown. */
function readingsOf(
  { validationCount }: MeasuredCurve,
  measures: readonly { readonly measure: Measure; readonly series: readonly (PlotSeries & ToldLine)[] }[],
  rows: readonly Reading[],
): Reading[] {
  const told = measures.flatMap(({ series }) => series.flatMap(({ told }) => told.map(({ epoch }) => epoch)))
  return [...new Set(told)]
    .sort((a, b) => a - b)
    .map(epoch => ({
      epoch,
      fields: [
        ...measures[0]!.series.flatMap((_, line) =>
          measures.map(({ measure, series }) =>
            formats[measure](series[line]!.told.find(point => point.epoch === epoch)?.value),
          ),
        ),
        rows.find(row => row.epoch === epoch)?.fields.at(-1) ??
          `validation on the first ${formatCount(validationCount)} images`,
      ],
    }))
}

/** A plot, or nothing where there is nothing to draw, as after a loss that was no number from the start. */
export function plotOf(title: string, measure: 'accuracy' | 'loss', series: readonly PlotSeries[]): Content {
  if (!series.some(({ points }) => points.some(({ value }) => isNumber(value)))) return false
  return html`<figure>${markup(linePlot({ title, measure, series, format: formats[measure] }))}</figure>`
}

/** Chooses the point whose values are shown. */
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
