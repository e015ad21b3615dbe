import { html } from '../html.js'
import type { Section } from '../page.js'
import type { StudyReport } from './study.js'

/** Every trial, with the reports of its trainings. */
export function trialsSection({ trials, measure }: StudyReport): Section {
  const rows = trials.map(
    ({ number, state, valueText, params, time, reports }) =>
      html`<tr><th scope="row">${number}</th><td class="text">${state}</td><td class="whole">${valueText}</td><td class="whole">${time}</td>
<td class="text">${params}</td><td class="text">${reports.map(
        ({ name, address }) => html`<a href="${address}" aria-label="Report of trial ${number}, ${name}">${name}</a> `,
      )}</td></tr>`,
  )
  return {
    id: 'trials',
    title: 'Trials',
    body: html`<div class="wide" tabindex="0" role="group" aria-label="Trials"><table>
<thead><tr><th scope="col">Trial</th><th scope="col" class="text">State</th><th scope="col">${measure.name[0]!.toUpperCase()}${measure.name.slice(1)}</th>
<th scope="col">Time</th><th scope="col" class="text">Parameters</th><th scope="col" class="text">Reports</th></tr></thead>
<tbody>${rows}</tbody></table></div>
<p class="quiet">± is the standard deviation over the seeds of a trial. Reports are of the held-out training images.</p>`,
  }
}
