import { formatCount, formatPercent, formatSeconds } from '../../figures/format.js'
import { intervalsFigure } from '../../figures/intervals.js'
import { lineSample } from '../../figures/plot.js'
import type { ComparedRun } from '../comparedRuns.js'
import { html, markup } from '../html.js'
import type { Section } from '../page.js'
import { wrapped } from './reproduce.js'

/** What each run came to, in the order given. */
export function resultsSection(runs: readonly ComparedRun[], best: ComparedRun): Section {
  const intervals = runs.map(({ letter: name, style, evaluation }) => ({
    name,
    style,
    value: evaluation.accuracy,
    interval: evaluation.interval95,
  }))
  const told = runs.map(({ letter, evaluation }) => `${letter} ${formatPercent(evaluation.accuracy, 2)}`)
  const label = `Test accuracy with 95 % intervals: ${told.join(', ')}`
  const body = html`<div class="wide" tabindex="0" role="group" aria-label="Results"><table>
<thead><tr><th scope="col">Run</th><th scope="col">Accuracy</th><th scope="col">95 % interval</th>
<th scope="col">Mistakes</th><th scope="col">Loss</th><th scope="col">Parameters</th><th scope="col">Epochs</th><th scope="col">Training</th></tr></thead>
<tbody>${runs.map(run => {
    const { accuracy, interval95, count, correct, loss } = run.evaluation
    return html`<tr><th scope="row" class="run">${run.letter} <span>${run.title}${run === best && html` <strong>(best)</strong>`}</span></th>
<td><strong>${formatPercent(accuracy, 2)}</strong></td><td class="whole">${interval95.map(bound => (bound * 100).toFixed(2)).join(' to ')}</td>
<td>${formatCount(count - correct)}</td><td>${loss.toFixed(4)}</td><td>${formatCount(run.parameters)}</td>
<td>${run.history.length}</td><td>${formatSeconds(run.seconds.train ?? Number.NaN)}</td></tr>`
  })}</tbody></table></div>
<figure>${markup(intervalsFigure(intervals, label))}</figure>
<details><summary>Where the runs lie, and how to train them again</summary>${runs.map(
    ({ letter, style, path, command }) =>
      html`<p>${markup(lineSample(style))} <strong>${letter}</strong> <code>${path}</code></p><pre>${wrapped(command)}</pre>`,
  )}</details>
<p class="quiet">Each row is one training. Another seed would come out elsewhere: to judge a recipe, compare means over at least five
seeds.</p>`
  return { id: 'results', title: 'Results', body }
}
