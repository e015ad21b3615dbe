import { rankMistakes } from '../evaluation/mistakes.js'
import { createDigitSheet, sheetData } from './digits.js'
import { renderPage } from './page.js'
import type { ReportRun } from './run.js'
import { architectureSection } from './sections/architecture.js'
import { calibrationSection } from './sections/calibration.js'
import { confusionSection } from './sections/confusion.js'
import { curvesSection } from './sections/curves.js'
import { filtersSection } from './sections/filters.js'
import { headline } from './sections/headline.js'
import { mistakesSection } from './sections/mistakes.js'
import { reproduceSection } from './sections/reproduce.js'

/**
 * Writes the report of one run: a page that stands alone.
 *
 * @returns an HTML document
 * @example await writeFile('report.html', await runReport(run))
 */
export async function runReport(run: ReportRun): Promise<string> {
  const sheet = createDigitSheet(run.images, run.task)
  const ranked = rankMistakes(run.probabilities, run.labels, run.task.classes.length)
  const curves = curvesSection(run.history, run.curve)
  const mistakes = mistakesSection(run, ranked, sheet)
  const confusion = confusionSection(run, ranked, sheet)
  return renderPage({
    title: `Report: ${run.title}`,
    header: headline(run),
    sections: [
      curves.section,
      confusion.section,
      mistakes.section,
      calibrationSection(run),
      architectureSection(run),
      ...(run.filters ? [filtersSection(run.filters)] : []),
      reproduceSection(run),
    ],
    data: {
      ...sheetData(sheet, run.task, run.measuredOn),
      galleries: { mistakes: mistakes.gallery, ...confusion.galleries },
      readings: curves.readings,
    },
    sprite: sheet.sprite(),
  })
}
