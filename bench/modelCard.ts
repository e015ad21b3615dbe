import { calibrationCurve } from '../src/evaluation/calibration.js'
import type { Evaluation } from '../src/evaluation/evaluate.js'
import { confidences, fitRejectThreshold, rejectedFraction } from '../src/evaluation/rejection.js'
import { formatCount, formatPercent } from '../src/figures/format.js'
import { linearScale } from '../src/figures/scale.js'
import { bodyTop, colors, element, figure, margin, text } from '../src/figures/svg.js'
import { markdownTable } from './tables.js'

// What the card of the shipped model says in numbers, and its figure.

/** Images of one sort that no answer fits, and how sure the model is of each. */
export interface Others {
  readonly name: string
  readonly confidences: Float32Array
}

export interface Measured {
  readonly test: { readonly evaluation: Evaluation; readonly probabilities: Float32Array; readonly labels: Uint8Array }
  readonly heldOut: { readonly probabilities: Float32Array; readonly labels: Uint8Array; readonly accuracy: number }
  readonly others: readonly Others[]
  readonly temperature: number
  readonly rejectThreshold: number
  readonly bytes: number
  readonly weights: number
}

/** Shares of held-out digits refused, for which the table and the figure say what else is refused. */
const shares = [0.001, 0.002, 0.004, 0.006, 0.01, 0.02]

export function cardNumbers({ test, heldOut, others, temperature, rejectThreshold, bytes, weights }: Measured): string {
  const { accuracy, interval95, correct, count } = test.evaluation
  const error = (of: { probabilities: Float32Array; labels: Uint8Array }) =>
    formatPercent(calibrationCurve(of.probabilities, of.labels, { classes: 10 }).expectedCalibrationError, 2)
  const sure = confidences(heldOut.probabilities, 10)
  const testSure = confidences(test.probabilities, 10)
  const numbers = markdownTable(
    ['', ''],
    [
      ['size', `${formatCount(weights)} weights, ${formatCount(Math.round(bytes / 1000))} kB`],
      ['test images answered right', `${formatCount(correct)} of ${formatCount(count)}: ${formatPercent(accuracy, 2)}`],
      ['… 95 % interval (Wilson)', `${formatPercent(interval95[0], 2)} to ${formatPercent(interval95[1], 2)}`],
      ['held-out training images answered right', formatPercent(heldOut.accuracy, 2)],
      ['temperature, fitted on held-out training images', temperature.toFixed(3)],
      ['expected calibration error, 15 bins: held-out / test', `${error(heldOut)} / ${error(test)}`],
      ['answers refused below a confidence of', rejectThreshold.toFixed(3)],
      ['… test digits refused', formatPercent(rejectedFraction(testSure, rejectThreshold), 2)],
    ],
  )
  const trade = markdownTable(
    ['held-out digits refused', 'below', 'test digits refused', ...others.map(({ name }) => `${name} refused`)],
    shares.map(share => {
      const threshold = fitRejectThreshold(sure, share)
      return [
        formatPercent(share, 1),
        threshold.toFixed(3),
        formatPercent(rejectedFraction(testSure, threshold), 2),
        ...others.map(other => formatPercent(rejectedFraction(other.confidences, threshold), 1)),
      ]
    }),
  )
  return `${numbers}\n\n${trade}`
}

const plot = { width: 420, height: 280, left: margin + 60, top: bodyTop + 10 }
const strokes = [colors.good, colors.bad, colors.ink, colors.quiet]
const dashes = [undefined, '7 3', '2 3', '7 3 2 3']

/** The trade-off: how many digits are refused, and how much that is none is, as the threshold rises. */
export function tradeOffFigure({ heldOut, others, rejectThreshold }: Measured): string {
  const sure = confidences(heldOut.probabilities, 10)
  const steps = Array.from({ length: 41 }, (_, i) => i * 0.0005)
  const x = linearScale([0, 0.02], 0.01)
  const y = linearScale([0, 1], 0.01)
  const px = (value: number) => plot.left + x(value) * plot.width
  const py = (value: number) => plot.top + (1 - y(value)) * plot.height
  const bottom = plot.top + plot.height
  const chosen = rejectedFraction(sure, rejectThreshold)
  return figure(
    {
      width: plot.left + plot.width + 220,
      height: bottom + 50 + margin,
      title: 'What is refused',
      subtitle: 'As the threshold rises, more of what is no digit is refused, and more digits too',
    },
    [
      ...y.ticks.flatMap(tick => [
        element('path', { d: `M${plot.left},${py(tick).toFixed(2)}h${plot.width}`, stroke: colors.line }),
        text(plot.left - 10, py(tick) + 4.5, y.format(tick), { 'text-anchor': 'end', fill: colors.quiet }),
      ]),
      ...x.ticks.map(tick =>
        text(px(tick), bottom + 20, x.format(tick), { 'text-anchor': 'middle', fill: colors.quiet }),
      ),
      text(plot.left + plot.width / 2, bottom + 42, 'held-out digits refused (%)', {
        'text-anchor': 'middle',
        fill: colors.quiet,
      }),
      element(
        'g',
        { transform: `translate(${margin + 8} ${plot.top + plot.height / 2}) rotate(-90)` },
        text(0, 0, 'refused (%)', { 'text-anchor': 'middle', fill: colors.quiet }),
      ),
      element('path', {
        d: `M${px(chosen).toFixed(2)},${plot.top}V${bottom}`,
        stroke: colors.quiet,
        'stroke-dasharray': '3 3',
      }),
      text(px(chosen) + 5, bottom - 8, 'chosen', { fill: colors.quiet }),
      ...others.flatMap((other, i) => {
        const places = steps.map(
          share =>
            `${px(share).toFixed(2)},${py(rejectedFraction(other.confidences, fitRejectThreshold(sure, share))).toFixed(2)}`,
        )
        const legend = plot.top + 14 + i * 22
        const color = strokes[i % strokes.length]!
        const line = { stroke: color, 'stroke-width': 2, 'stroke-dasharray': dashes[i % dashes.length], fill: 'none' }
        return [
          element('path', { d: `M${places.join('L')}`, ...line }),
          element('path', { d: `M${plot.left + plot.width + 16},${legend - 4}h24`, ...line }),
          text(plot.left + plot.width + 46, legend, other.name),
        ]
      }),
    ],
  )
}
