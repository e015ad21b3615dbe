import { formatCount, formatPercent, formatSeconds } from '../../figures/format.js'
import { type Content, html, type Markup } from '../html.js'
import type { ReportRun } from '../run.js'

/** What a run came to, above all else. */
export function headline(run: ReportRun): Markup {
  const { accuracy, interval95, count, correct, loss } = run.evaluation
  const [low, high] = interval95.map(bound => formatPercent(bound, 2)) as [string, string]
  return html`<p class="kicker">${run.task.name} classifier: report of a run</p>
<h1>${run.title}</h1>
${disagreements([run])}
<p class="score"><strong>${formatPercent(accuracy, 2)}</strong>
<span>of ${formatCount(count)} ${run.measuredOn} images read right<br>95 % interval ${low} to ${high}</span></p>
<dl class="facts">
${fact('Mistakes', formatCount(count - correct))}
${fact(run.measuredOn === 'test' ? 'Test loss' : 'Held-out loss', loss.toFixed(4))}
${fact('Parameters', formatCount(run.parameters))}
${fact('Training', formatSeconds(run.seconds.train ?? Number.NaN))}
${fact('Epochs', formatCount(run.history.length))}
${fact('Seed', String(run.seed))}
</dl>`
}

function fact(name: string, value: Content): Markup {
  return html`<div><dt>${name}</dt><dd>${value}</dd></div>`
}

/** Says where the record of a run and its model contradict each other. */
export function disagreements(runs: readonly ReportRun[]): Markup | false {
  const all = runs.flatMap(({ path, disagreements }) => disagreements.map(sentence => `${path}: ${sentence}`))
  if (all.length === 0) return false
  return html`<div class="notice" role="note"><strong>run.json and model.onnx disagree.</strong> This page shows what the
model answers now.<ul>${all.map(sentence => html`<li>${sentence}</li>`)}</ul></div>`
}
