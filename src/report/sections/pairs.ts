import { formatCount } from '../../figures/format.js'
import type { ComparedRun, Pair } from '../comparedRuns.js'
import type { DigitSheet } from '../digits.js'
import { guessOf } from '../guesses.js'
import { html, type Markup } from '../html.js'
import type { Section } from '../page.js'
import type { Gallery, ShownDigit } from '../pageData.js'

const shown = 12

/** Of each side of a pair; where more differ, the table still counts them all. */
const MAX_SHOWN = 200

/** The best run beside each of the others. */
export function pairsSection(
  runs: readonly ComparedRun[],
  pairs: readonly Pair[],
  sheet: DigitSheet,
): { section: Section; galleries: Record<string, Gallery> } {
  const galleries: Record<string, Gallery> = {}
  const side = (winner: ComparedRun, loser: ComparedRun, indices: readonly number[]): Markup => {
    const name = `only-${winner.letter}-${loser.letter}`
    const title = `Only ${winner.letter} is right, not ${loser.letter}: ${formatCount(indices.length)}`
    if (indices.length === 0) return html`<h3>${title}</h3>`
    const kept = indices.slice(0, MAX_SHOWN)
    const digits = kept.map(index => sheet.add(shownDigit(index, runs)))
    galleries[name] = { caption: title, digits }
    return html`<h3>${title}</h3>${kept.length < indices.length && html`<p class="quiet">The first ${MAX_SHOWN} of them.</p>`}
<ol class="gallery bars" data-gallery="${name}" data-first="${shown}"></ol>`
  }
  const body = html`<div class="wide" tabindex="0" role="group" aria-label="McNemar's test"><table>
<thead><tr><th scope="col">Runs</th><th scope="col">Only the first right</th><th scope="col">Only the second right</th><th scope="col">Both wrong</th>
<th scope="col">McNemar’s p</th></tr></thead>
<tbody>${pairs.map(
    ({ first, second, onlyFirst, onlySecond, bothWrong, pValue }) =>
      html`<tr><th scope="row" class="whole">${first.letter}, ${second.letter}</th><td>${formatCount(onlyFirst.length)}</td>
<td>${formatCount(onlySecond.length)}</td><td>${formatCount(bothWrong)}</td><td>${formatProbability(pValue)}</td></tr>`,
  )}</tbody></table></div>
<p class="quiet">The best run beside each of the others. p: how probable a split at least as uneven is where both are equally good
(McNemar 1947, exact binomial, two-sided)${pairs.length > 1 && '; not corrected for the number of comparisons'}. It says
nothing of other seeds.</p>
${pairs.map(pair => [html`<p>${verdict(pair)}</p>`, side(pair.first, pair.second, pair.onlyFirst), side(pair.second, pair.first, pair.onlySecond)])}`
  return { section: { id: 'differences', title: 'Where they differ', body }, galleries }
}

/** What each run read, with its probability. */
function shownDigit(index: number, runs: readonly ComparedRun[]): ShownDigit {
  return {
    index,
    truth: runs[0]!.labels[index]!,
    guesses: runs.map(run => {
      const label = run.predictions[index]!
      return guessOf(run, index, label, `${run.letter} ${run.task.classes[label]}`)
    }),
  }
}

function verdict({ first, second, pValue }: Pair): string {
  const p = `p ${pValue < 0.0001 ? '' : '= '}${formatProbability(pValue)}`
  return pValue < 0.05
    ? `${first.letter} reads these images better than ${second.letter}, by more than chance explains (${p}).`
    : `Chance alone could explain the difference between ${first.letter} and ${second.letter} (${p}).`
}

function formatProbability(p: number): string {
  return p < 0.0001 ? '<0.0001' : p.toFixed(4)
}
