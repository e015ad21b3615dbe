import { intervalsFigure } from '../../figures/intervals.js'
import { html, markup } from '../html.js'
import type { Section } from '../page.js'
import type { ConfirmedTable, StudyReport } from './study.js'

/** The winners on fresh seeds, beside the base. */
export function confirmedSection({ rows, intervals }: ConfirmedTable, { measure }: StudyReport): Section {
  const [header = [], ...body] = rows
  const told = intervals.map(({ name, value }) => `${name} ${measure.format(value)}`)
  const figure =
    measure.unit === 0.01 &&
    intervals.length > 0 &&
    html`<figure>${markup(intervalsFigure(intervals, `Means on fresh seeds with 95 % intervals: ${told.join(', ')}`))}</figure>`
  return {
    id: 'confirmed',
    title: 'Measured again',
    body: html`<p>A winner is flattered by being chosen: of many trials, the luckiest comes first. So the best ones and the base were
trained again from seeds that had no part in the choice. “Shrinkage” is what the choice had flattered them by; “p” is a paired t test
with the base over those seeds, corrected for the number of winners (Holm); “seeds to tell” is how many would tell a
difference such as this from none in 80 % of all studies.</p>
${figure}
<div class="wide" tabindex="0" role="group" aria-label="Measured again"><table>
<thead><tr>${header.map(cell => html`<th scope="col">${cell}</th>`)}</tr></thead>
<tbody>${body.map(
      ([name, ...cells]) =>
        html`<tr><th scope="row" class="whole">${name}</th>${cells.map(cell => html`<td class="whole">${cell}</td>`)}</tr>`,
    )}</tbody></table></div>`,
  }
}
