import { formatSeconds } from '../../figures/format.js'
import { html, type Markup } from '../html.js'
import type { Section } from '../page.js'
import type { ReportRun } from '../run.js'

/** How to come to the same weights again, and what this run ran on. */
export function reproduceSection(run: ReportRun): Section {
  const times = Object.entries(run.seconds).filter(([, seconds]) => seconds !== null)
  const body = html`<pre id="command">${wrapped(run.command)}</pre>
<p><button type="button" class="button" data-copy="command" hidden>Copy the command</button></p>
${
  run.configuration !== undefined &&
  html`<details><summary>${run.from ? 'Net and recipe, as a configuration file has them' : 'The configuration file that it names'}</summary><pre>${JSON.stringify(run.configuration, null, 2)}</pre></details>`
}
${run.from && html`<p>It begins with the weights of ${run.from.file}, SHA-256 <code>${run.from.sha256}</code>.</p>`}
<p>The same command with the same number of threads gives the same weights, to the last bit, on the same kind of machine.</p>
<p class="quiet">Trained ${run.started.slice(0, 16).replace('T', ' ')} UTC by version ${run.version} on ${run.environment}. Time:
${times.map(([task, seconds]) => `${task} ${formatSeconds(seconds!)}`.replaceAll(' ', '\u00a0')).join(', ')}.</p>`
  return { id: 'reproduce', title: 'Reproduce', body }
}

/** Lets a command break between its words only, not after the hyphens within them. */
export function wrapped(command: string): Markup {
  const words = command.split(' ').map((word, index) => html`${index > 0 && ' '}<span class="word">${word}</span>`)
  return html`${words}`
}
