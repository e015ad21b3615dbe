import { lineSample } from '../../figures/plot.js'
import type { ComparedRun } from '../comparedRuns.js'
import { html, markup } from '../html.js'
import type { Section } from '../page.js'
import type { Reading } from '../pageData.js'
import { allValues, formats, plotOf, slider, toldLines } from './curves.js'

const plots = [
  { name: 'Validation accuracy', unit: ' (%)', measure: 'accuracy', of: 'validation' },
  { name: 'Validation loss', unit: '', measure: 'loss', of: 'validation' },
  { name: 'Training accuracy', unit: ' (%)', measure: 'accuracy', of: 'training' },
  { name: 'Training loss', unit: '', measure: 'loss', of: 'training' },
] as const

/** The curves of all runs, laid over each other, with what they are at the ends of the epochs. */
export function overlaidSection(runs: readonly ComparedRun[]): { section: Section; readings: Reading[] } {
  const drawn = plots
    .map(plot => ({ ...plot, lines: runs.map(({ history, curve }) => lineOf(history, curve, plot)) }))
    .filter(({ lines }) => lines.some(({ points }) => points.length > 0))
  const epochs = [...new Set(runs.flatMap(({ history }) => history.map(({ epoch }) => epoch)))].sort((a, b) => a - b)
  const readings = epochs.map(epoch => ({
    epoch,
    fields: runs.flatMap((_, run) =>
      drawn.map(({ measure, lines }) => formats[measure](lines[run]!.told.find(told => told.epoch === epoch)?.value)),
    ),
  }))
  const body = html`<div class="plots">${drawn.map(({ name, unit, measure, lines }) =>
    plotOf(
      `${name}${unit}`,
      measure,
      runs.map(({ letter, style }, run) => ({ name: letter, style, ...lines[run]! })),
    ),
  )}</div>
${slider(readings)}
<div class="wide" tabindex="0" role="group" aria-label="Values at the epoch"><table>
<thead><tr><th scope="col">Run</th>${drawn.map(({ name }) => html`<th scope="col">${name}</th>`)}</tr></thead>
<tbody>${runs.map(
    ({ letter, style }) =>
      html`<tr><th scope="row" class="whole">${markup(lineSample(style))} ${letter}</th>${drawn.map(() => html`<td data-field></td>`)}</tr>`,
  )}</tbody></table></div>
${allValues(
  readings,
  runs.flatMap(({ letter }) => drawn.map(({ name }) => `${letter}: ${name.toLowerCase()}`)),
)}`
  return { section: { id: 'curves', title: 'Training curves', body }, readings }
}

/** The line of one run. What was measured before it was smoothed is left out: several runs would hide each other. */
function lineOf(
  history: ComparedRun['history'],
  curve: ComparedRun['curve'],
  { measure, of }: Pick<(typeof plots)[number], 'measure' | 'of'>,
) {
  const { faint: _, told, ...line } = toldLines(history, curve, measure)[of]
  return { ...line, told: told.filter(({ epoch }) => history.some(row => row.epoch === epoch)) }
}
