import { UsageError } from '../errors.js'
import { axisText, inlineFigure, inlineWidth, rule, segment } from './inline.js'
import { lineStyle } from './lineStyles.js'
import { linearScale } from './scale.js'
import { colors, element, text } from './svg.js'

/** An accuracy with its interval; fractions in [0, 1]. */
export interface Interval {
  /** One or two letters. */
  readonly name: string
  /** Its place among the line styles. */
  readonly style: number
  readonly value: number
  readonly interval: readonly [low: number, high: number]
}

const row = 34
const left = 34
const width = inlineWidth - left - 24

/**
 * Draws accuracies one below the other on a common axis, each with its interval.
 *
 * @param label what a screen reader says of it
 * @throws {UsageError} when there are none
 * @example intervalsFigure([{ name: 'A', style: 0, value: 0.99, interval: [0.988, 0.992] }], 'Accuracy of run A')
 */
export function intervalsFigure(intervals: readonly Interval[], label: string): string {
  if (intervals.length === 0) throw new UsageError('intervalsFigure: expected at least one interval, received none')
  const low = Math.min(...intervals.map(({ interval }) => interval[0]))
  const high = Math.max(...intervals.map(({ interval }) => interval[1]))
  const x = linearScale([low, high > low ? high : low + 0.001], 0.01)
  const px = (value: number) => left + x(value) * width
  const bottom = intervals.length * row + 6
  return inlineFigure(bottom + 48, label, [
    ...x.ticks.flatMap(tick => [
      rule(segment(px(tick), 4, px(tick), bottom + 4)),
      axisText(px(tick), bottom + 22, x.format(tick)),
    ]),
    axisText(left + width / 2, bottom + 42, 'accuracy (%)'),
    ...intervals.map(({ name, style, value, interval }, index) => {
      const y = (index + 0.5) * row + 4
      const [start, end] = interval.map(px) as [number, number]
      const { color, marker } = lineStyle(style)
      return element(
        'g',
        { class: `series-${style}` },
        text(0, y + 5, name, { 'font-weight': 700, fill: colors.ink }),
        element('path', {
          d: `${segment(start, y, end, y)}M${start.toFixed(2)},${y - 5}v10M${end.toFixed(2)},${y - 5}v10`,
          fill: 'none',
          stroke: color,
          'stroke-width': 2,
        }),
        marker(px(value), y, color),
      )
    }),
  ])
}
