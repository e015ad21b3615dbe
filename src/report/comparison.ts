import { UsageError } from '../errors.js'
import { mcnemar } from '../evaluation/mcnemar.js'
import { predictedClasses } from '../evaluation/predictions.js'
import { formatCount } from '../figures/format.js'
import { sameTask } from '../task.js'
import type { ComparedRun, Pair } from './comparedRuns.js'
import { createDigitSheet, sheetData } from './digits.js'
import { html } from './html.js'
import { renderPage } from './page.js'
import type { ReportRun } from './run.js'
import { disagreements } from './sections/headline.js'
import { overlaidSection } from './sections/overlaid.js'
import { pairsSection } from './sections/pairs.js'
import { resultsSection } from './sections/results.js'
import { type Robustness, robustnessSection } from './sections/robustness.js'

/**
 * Writes a page that compares runs: results with intervals, curves laid over each other, and, for the best run beside
 * each of the others, McNemar's test and the images that only one of the two has right.
 *
 * @param runs two or more, all on the same test images
 * @param robustness how their models hold up, by a suite, in the order of the runs. Defaults to no such section.
 * @returns an HTML document
 * @throws {UsageError} if there are fewer than two runs, or their test images differ
 * @example await writeFile('comparison.html', await comparison([first, second]))
 */
export async function comparison(runs: readonly ReportRun[], robustness?: Robustness): Promise<string> {
  if (runs.length < 2) throw new UsageError(`comparison: expected at least two runs, received ${runs.length}`)
  const { images, labels, task } = runs[0]!
  if (runs.some(run => !sameTask(run.task, task)))
    throw new UsageError(
      'comparison: expected runs of the same task, received different classes or sizes of the images',
    )
  if (runs.some(run => run.labels.length !== labels.length || run.labels.some((label, i) => label !== labels[i])))
    throw new UsageError('comparison: expected runs on the same test images, received different labels')
  const compared = runs.map(
    (run, index): ComparedRun => ({
      ...run,
      letter: letterOf(index),
      style: index % 6,
      predictions: predictedClasses(run.probabilities, task.classes.length),
    }),
  )
  // Of equals, the first.
  const best = compared.reduce((best, run) => (run.evaluation.correct > best.evaluation.correct ? run : best))
  const pairs = compared.filter(run => run !== best).map(other => comparePair(best, other))
  const sheet = createDigitSheet(images, task)
  const told = pairsSection(compared, pairs, sheet)
  const curves = overlaidSection(compared)
  return renderPage({
    title: `Comparison of ${runs.length} runs`,
    header: html`<p class="kicker">${task.name} classifier: comparison</p>
<h1>${runs.length} runs on the same ${formatCount(labels.length)} test images</h1>
${disagreements(runs)}`,
    sections: [
      resultsSection(compared, best),
      curves.section,
      told.section,
      ...(robustness
        ? [
            robustnessSection(
              robustness,
              compared.map(({ letter }) => letter),
            ),
          ]
        : []),
    ],
    data: { ...sheetData(sheet, task), galleries: told.galleries, readings: curves.readings },
    sprite: sheet.sprite(),
  })
}

function comparePair(first: ComparedRun, second: ComparedRun): Pair {
  const onlyFirst: number[] = []
  const onlySecond: number[] = []
  let bothWrong = 0
  first.labels.forEach((label, index) => {
    const [right, otherRight] = [first.predictions[index] === label, second.predictions[index] === label]
    if (right && !otherRight) onlyFirst.push(index)
    else if (!right && otherRight) onlySecond.push(index)
    else if (!right) bothWrong += 1
  })
  const { pValue } = mcnemar(onlyFirst.length, onlySecond.length)
  return { first, second, onlyFirst, onlySecond, bothWrong, pValue }
}

function letterOf(index: number): string {
  const letter = String.fromCharCode(65 + (index % 26))
  return index < 26 ? letter : `${letterOf(Math.floor(index / 26) - 1)}${letter}`
}
