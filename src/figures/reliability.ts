import { formatCount, formatPercent } from './format.js'
import { axisText, inlineFigure, inlineWidth, rule, segment } from './inline.js'
import { linearScale } from './scale.js'
import { colors, element, escapeXml } from './svg.js'

/** The images of one bin of confidence; fractions in [0, 1]. */
export interface ReliabilityBin {
  readonly low: number
  readonly high: number
  readonly count: number
  readonly confidence: number
  readonly accuracy: number
  /** null where the bin is empty, which is not drawn then. */
  readonly interval95: readonly [low: number, high: number] | null
}

const plot = { left: 52, top: 14, width: inlineWidth - 52 - 14, height: 300 }
const bottom = plot.top + plot.height
const px = (confidence: number) => plot.left + confidence * plot.width
const py = (accuracy: number) => plot.top + (1 - accuracy) * plot.height

/**
 * Draws a reliability diagram: for each bin of confidence the share that was right, as a bar with its 95 % interval, and
 * the diagonal on which a model lies that is right just as often as it is sure.
 *
 * @param label what a screen reader says of it
 * @example reliabilityFigure(calibrationCurve(probabilities, labels).bins, 'Reliability diagram')
 */
export function reliabilityFigure(bins: readonly ReliabilityBin[], label: string): string {
  const { ticks, format } = linearScale([0, 1], 0.01)
  return inlineFigure(bottom + 46, label, [
    ...ticks.flatMap(tick => [
      rule(segment(plot.left - 5, py(tick), plot.left + plot.width, py(tick))),
      axisText(plot.left - 10, py(tick) + 5, format(tick), 'end'),
      axisText(px(tick), bottom + 20, format(tick)),
    ]),
    axisText(plot.left + plot.width / 2, bottom + 41, 'confidence (%)'),
    element('g', { transform: `translate(12 ${plot.top + plot.height / 2}) rotate(-90)` }, axisText(0, 0, 'right (%)')),
    ...bins.map(drawBin),
    element('path', {
      class: 'diagonal',
      d: segment(px(0), py(0), px(1), py(1)),
      stroke: colors.ink,
      'stroke-width': 1.5,
      'stroke-dasharray': '5 4',
    }),
  ])
}

function drawBin({ low, high, count, confidence, accuracy, interval95 }: ReliabilityBin): string {
  if (interval95 === null) return ''
  const [lowest, highest] = interval95.map(py) as [number, number]
  const middle = (px(low) + px(high)) / 2
  const images = `${formatCount(count)} ${count === 1 ? 'image' : 'images'}`
  return element(
    'g',
    { class: 'bin' },
    element(
      'title',
      {},
      escapeXml(`${images}, ${formatPercent(confidence, 1)} sure on average, ${formatPercent(accuracy, 1)} right`),
    ),
    element('rect', {
      x: px(low) + 1,
      y: py(accuracy),
      width: px(high) - px(low) - 2,
      height: bottom - py(accuracy),
      fill: colors.good,
      'fill-opacity': 0.45,
    }),
    element('path', {
      d: `${segment(middle, lowest, middle, highest)}M${middle - 4},${lowest.toFixed(2)}h8M${middle - 4},${highest.toFixed(2)}h8`,
      fill: 'none',
      stroke: colors.good,
      'stroke-width': 2,
    }),
  )
}
