import { lineSample } from '../../figures/plot.js'
import type { ComparedRun } from '../comparedRuns.js'
import { html, markup } from '../html.js'
import type { Section } from '../page.js'
import type { Reading } from '../pageData.js'
import { allValues, formats, plotOf, slider } from './curves.js'

const plots = [
  { title: 'Validation accuracy (%)', name: 'Validation accuracy', measure: 'accuracy', key: 'validationAccuracy' },
  { title: 'Validation loss', name: 'Validation loss', measure: 'loss', key: 'validationLoss' },
  { title: 'Training accuracy (%)', name: 'Training accuracy', measure: 'accuracy', key: 'trainAccuracy' },
  { title: 'Training loss', name: 'Training loss', measure: 'loss', key: 'trainLoss' },
] as const

/** The curves of all runs, laid over each other. */
export function overlaidSection(runs: readonly ComparedRun[]): { section: Section; readings: Reading[] } {
  const drawn = plots.filter(({ key }) => runs.some(({ history }) => history.some(row => row[key] !== null)))
  const epochs = [...new Set(runs.flatMap(({ history }) => history.map(({ epoch }) => epoch)))].sort((a, b) => a - b)
  const readings = epochs.map(epoch => ({
    epoch,
    fields: runs.flatMap(({ history }) => {
      const row = history.find(row => row.epoch === epoch)
      return drawn.map(({ measure, key }) => formats[measure](row?.[key]))
    }),
  }))
  const body = html`<div class="plots">${drawn.map(({ title, measure, key }) =>
    plotOf(
      title,
      measure,
      runs.map(({ letter, style, history }) => ({
        name: letter,
        style,
        points: history.map(row => ({ epoch: row.epoch, value: row[key] })),
      })),
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
