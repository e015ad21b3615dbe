import { calibrationCurve } from '../../evaluation/calibration.js'
import { formatCount, formatPercent } from '../../figures/format.js'
import { reliabilityFigure } from '../../figures/reliability.js'
import { html, markup } from '../html.js'
import type { Section } from '../page.js'
import type { ReportRun } from '../run.js'

/** Whether the model is right as often as it is sure. */
export function calibrationSection({ probabilities, labels, evaluation, task }: ReportRun): Section {
  const { bins, confidence, expectedCalibrationError } = calibrationCurve(probabilities, labels, {
    classes: task.classes.length,
  })
  const filled = bins.filter(({ count }) => count > 0)
  const difference = confidence - evaluation.accuracy
  const verdict =
    Math.abs(difference) < 0.0005
      ? 'as sure as it is right'
      : `${(Math.abs(difference) * 100).toFixed(2)} points ${difference > 0 ? 'surer than it is right' : 'less sure than it is right'}`
  const label = `Reliability diagram, ${filled.length} bins of confidence: expected calibration error ${formatPercent(expectedCalibrationError, 2)}`
  const body = html`<div class="columns"><figure>${markup(reliabilityFigure(bins, label))}</figure>
<div><p><strong>Expected calibration error ${formatPercent(expectedCalibrationError, 2)}.</strong> On average the model is
${formatPercent(confidence, 2)} sure of what it reads, and ${formatPercent(evaluation.accuracy, 2)} of it is right: ${verdict}.</p>
<p class="quiet">Images are put into ${bins.length} bins by confidence. Each bar is the share of its images that was read right, with
the 95 % interval; bars below the dashed line are over-confident. The error is the mean distance from that line, weighted by
images (Guo et al. 2017, arXiv 1706.04599).</p>
<details><summary>The bins as a table</summary><div class="wide" tabindex="0" role="group" aria-label="Bins"><table>
<thead><tr><th scope="col">Confidence</th><th scope="col">Images</th><th scope="col">Mean confidence</th><th scope="col">Right</th></tr></thead>
<tbody>${filled.map(
    bin => html`<tr><th scope="row">${Math.round(bin.low * 100)} to ${Math.round(bin.high * 100)} %</th>
<td>${formatCount(bin.count)}</td><td>${formatPercent(bin.confidence, 1)}</td><td>${formatPercent(bin.accuracy, 1)}</td></tr>`,
  )}</tbody></table></div></details></div></div>`
  return { id: 'calibration', title: 'Calibration', body }
}
