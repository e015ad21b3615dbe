import type { Mistake } from '../../evaluation/mistakes.js'
import { formatCount } from '../../figures/format.js'
import type { DigitSheet } from '../digits.js'
import { topGuesses } from '../guesses.js'
import { html } from '../html.js'
import type { Section } from '../page.js'
import type { Gallery } from '../pageData.js'
import type { ReportRun } from '../run.js'

const shown = 24

/** More than anybody looks at; a net that makes more has other problems. */
const MAX_SHOWN = 2000

/**
 * The mistakes with the five highest probabilities of each.
 *
 * @param mistakes ranked, the most confident first
 */
export function mistakesSection(
  run: ReportRun,
  mistakes: readonly Mistake[],
  sheet: DigitSheet,
): { section: Section; gallery: Gallery } {
  const kept = mistakes.slice(0, MAX_SHOWN)
  const digits = kept.map(({ index, truth }) => sheet.add({ index, truth, guesses: topGuesses(run, index, 5) }))
  const part = kept.length < mistakes.length ? `; the first ${formatCount(MAX_SHOWN)} are here` : ''
  const body =
    mistakes.length === 0
      ? html`<p>No ${run.measuredOn} image was read wrong.</p>`
      : html`<p>${formatCount(mistakes.length)} ${mistakes.length === 1 ? 'mistake' : 'mistakes'}, the most confident first${part}. Bars:
the five highest probabilities of each image; the truth is underlined.</p>
<ol class="gallery bars" data-gallery="mistakes" data-first="${shown}"></ol>`
  return { section: { id: 'mistakes', title: 'Mistakes', body }, gallery: { caption: 'Mistakes', digits } }
}
