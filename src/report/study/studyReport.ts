import { html } from '../html.js'
import { renderPage, type Section } from '../page.js'
import { confirmedSection } from './confirmedSection.js'
import { historySection } from './historySection.js'
import { searchSection } from './searchSection.js'
import type { StudyReport } from './study.js'
import { trialsSection } from './trialsSection.js'

/**
 * Writes the page of a study: what was found, how sure it is, and every trial.
 *
 * @returns an HTML document that stands alone
 */
export async function studyReport(study: StudyReport): Promise<string> {
  return renderPage({
    title: `Study: ${study.name}`,
    header: html`<p class="kicker">${study.task} classifier: study</p>
<h1>${study.name}</h1>
<p>${study.summary}.</p>
<p class="verdict">${study.verdict}</p>
<dl class="facts">${study.facts.map(([name, value]) => html`<div><dt>${name}</dt><dd>${value}</dd></div>`)}</dl>`,
    sections: [
      ...(study.confirmed ? [confirmedSection(study.confirmed, study)] : []),
      ...historySection(study),
      ...searchSection(study),
      trialsSection(study),
      reproduceSection(study),
    ],
    data: {
      columns: 1,
      imageWidth: 1,
      imageHeight: 1,
      isColor: false,
      measuredOn: 'held-out',
      classes: [],
      digits: [],
      galleries: {},
      readings: [],
    },
    sprite: null,
  })
}

function reproduceSection({ command, definition }: StudyReport): Section {
  const body = html`<pre id="command">${command}</pre>
<p>runs the study again, or goes on with it: the same trials and the same results, on however many cores. Its file:</p>
<details><summary>The study's file</summary><pre>${definition}</pre></details>`
  return { id: 'reproduce', title: 'Reproduce', body }
}
