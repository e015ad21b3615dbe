import type { Mistake } from '../../evaluation/mistakes.js'
import { formatCount, formatPercent } from '../../figures/format.js'
import type { DigitSheet } from '../digits.js'
import { topGuesses } from '../guesses.js'
import { html, type Markup } from '../html.js'
import type { Section } from '../page.js'
import type { Gallery } from '../pageData.js'
import type { ReportRun } from '../run.js'
import { heatSteps } from '../style.js'

/** Right answers shown for each class: those the model was least sure of. */
const rightShown = 30

/** Above so many mistakes, a cell shows only its most confident ones, or the file would grow beyond use. */
const allShown = 2000
const mistakesShown = 30

/**
 * The confusion matrix, whose cells show their digits.
 *
 * @param mistakes ranked, the most confident first
 */
export function confusionSection(
  run: ReportRun,
  mistakes: readonly Mistake[],
  sheet: DigitSheet,
): { section: Section; galleries: Record<string, Gallery> } {
  const { confusion, perClass } = run.evaluation
  const { classes } = run.task
  const most = Math.max(0, ...mistakeCounts(confusion))
  const galleries: Record<string, Gallery> = {}
  confusion.forEach((row, truth) => {
    row.forEach((count, read) => {
      if (count > 0) galleries[`cell-${truth}-${read}`] = cellGallery(run, mistakes, sheet, truth, read, count)
    })
  })
  const form = matrixForm(classes)
  const isMany = classes.length > manyClasses
  const matrix = html`<div class="wide" tabindex="0" role="group" aria-label="Confusion matrix">
<table class="${form}"><caption><span>A row for each class, a column for what was read. Choose a cell to see its images; the arrow keys
move from cell to cell.</span></caption>
<thead><tr><td></td>${classes.map(name => html`<th scope="col"><span>${name}</span></th>`)}</tr></thead>
<tbody>${confusion.map(
    (row, truth) =>
      html`<tr><th scope="row">${classes[truth]}</th>${row.map((count, read) => cell(classes, truth, read, count, most))}</tr>`,
  )}</tbody></table>
</div>`
  const table = html`<div class="wide" tabindex="0" role="group" aria-label="Classes"><table><caption>For each class: of the images read as it, the share that is it (precision); of the images that are it, the
share that was found (recall); and their harmonic mean (F1).</caption>
<thead><tr><th scope="col">Class</th><th scope="col">Images</th><th scope="col">Precision</th><th scope="col">Recall</th><th scope="col">F1</th></tr></thead>
<tbody>${perClass.map(
    ({ label, support, precision, recall, f1 }) =>
      html`<tr><th scope="row">${classes[label]}</th><td>${formatCount(support)}</td>${[precision, recall, f1].map(
        share => html`<td class="whole">${formatPercent(share, 2)}</td>`,
      )}</tr>`,
  )}</tbody></table></div>`
  const gallery = html`<div aria-live="polite"><h3 id="cell-caption"></h3></div>
<ul class="gallery" id="cell-digits" aria-labelledby="cell-caption"></ul>`
  // The images of a cell are to be seen beside it: of many classes, the table would lie between them.
  const body = isMany
    ? html`${matrix}${gallery}<details><summary>Precision and recall of each class</summary>${table}</details>`
    : html`<div class="columns">${matrix}${table}</div>
${gallery}`
  return { section: { id: 'confusion', title: 'Confusion matrix', body }, galleries }
}

/** Classes from which on a cell is small, and the whole may be wider than the page. */
const manyClasses = 20
/** Letters of a name that fit above a column. */
const shortName = 2

/** How the matrix is drawn, as classes of the style: names that are too long for a column run upward. */
function matrixForm(classes: readonly string[]): string {
  const isNamed = classes.some(name => [...name].length > shortName)
  return `matrix${isNamed ? ' named' : ''}${classes.length > manyClasses ? ' many' : ''}`
}

function cell(classes: readonly string[], truth: number, read: number, count: number, max: number): Markup {
  if (count === 0) return classes.length > manyClasses ? html`<td></td>` : html`<td>0</td>`
  const right = truth === read
  // The square root keeps one mistake apart from none.
  const heat = right ? 'hit' : `heat-${Math.max(1, Math.round(Math.sqrt(count / max) * heatSteps))}`
  const label = `${classes[truth]} read as ${classes[read]}: ${count} ${count === 1 ? 'image' : 'images'}`
  return html`<td><button type="button" class="${heat}" data-truth="${truth}" data-read="${read}" aria-label="${label}" aria-pressed="false" ${
    !right && count === max && 'data-first'
  }>${count}</button></td>`
}

function cellGallery(
  run: ReportRun,
  mistakes: readonly Mistake[],
  sheet: DigitSheet,
  truth: number,
  read: number,
  count: number,
): Gallery {
  const limit = truth === read ? rightShown : mistakes.length > allShown ? mistakesShown : count
  const indices =
    truth === read
      ? leastSure(run, truth, limit)
      : mistakes.filter(mistake => mistake.truth === truth && mistake.prediction === read).map(({ index }) => index)
  const shown = indices.slice(0, limit)
  const part = shown.length < count ? `${shown.length} of ${formatCount(count)}` : formatCount(count)
  const which = shown.length < count ? `, those it was ${truth === read ? 'least' : 'most'} sure of` : ''
  return {
    caption: `${run.task.classes[truth]} read as ${run.task.classes[read]}: ${part} ${count === 1 ? 'image' : 'images'}${which}`,
    digits: shown.map(index => sheet.add({ index, truth, guesses: topGuesses(run, index, 5) })),
  }
}

/** Of the images of a class that were read right, those with the least probability for it. */
function leastSure(run: ReportRun, truth: number, limit: number): number[] {
  const found: { index: number; probability: number }[] = []
  run.labels.forEach((label, index) => {
    if (label !== truth) return
    const [first] = topGuesses(run, index, 1)
    if (first!.label === truth) found.push({ index, probability: first!.probability })
  })
  return found
    .sort((a, b) => a.probability - b.probability)
    .slice(0, limit)
    .map(({ index }) => index)
}

function mistakeCounts(confusion: readonly (readonly number[])[]): number[] {
  return confusion.flatMap((row, truth) => row.filter((_, read) => read !== truth))
}
