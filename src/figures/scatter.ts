import { UsageError } from '../errors.js'
import { axisText, inlineFigure, inlineWidth, rule, segment } from './inline.js'
import { lineStyle } from './lineStyles.js'
import { linearScale, type Scale } from './scale.js'
import { element, text } from './svg.js'

/** An axis of numbers, in equal or in rising steps, or of names. */
export type Axis =
  | { readonly name: string; readonly low: number; readonly high: number; readonly log?: boolean }
  | { readonly name: string; readonly labels: readonly string[] }

/** Something measured at a place of the axis. */
export interface ScatterPoint {
  /** A number; of an axis of names the index of one. */
  readonly x: number
  readonly y: number
  /** Its place among the line styles. */
  readonly style: number
}

/** What a scatter plot shows. */
export interface ScatterOptions {
  readonly title: string
  readonly x: Axis
  readonly points: readonly ScatterPoint[]
  /** Of the y axis: 0.01 writes percentages. Defaults to 1. */
  readonly unit?: number
  /** A line of steps over the points: what was the best up to each x. */
  readonly steps?: readonly { readonly x: number; readonly y: number }[]
  /** Values of y that are drawn at the edge: what lies far below all that matters would flatten the rest. Defaults to none. */
  readonly range?: readonly [low: number, high: number]
  /** What a screen reader says. */
  readonly label: string
}

const plot = { left: 58, top: 36, width: inlineWidth - 58 - 14, height: 180 }
const bottom = plot.top + plot.height

/**
 * Draws points over an axis, for a page.
 *
 * @throws {UsageError} if there are no points
 * @example scatterPlot({ title: 'Accuracy', x: { name: 'trial', low: 0, high: 9 }, points: [{ x: 3, y: 0.99, style: 0 }], label: '…' })
 */
export function scatterPlot({ title, x, points, unit = 1, steps = [], range, label }: ScatterOptions): string {
  if (points.length === 0) throw new UsageError('scatterPlot: expected at least one point, received none')
  const values = [...points, ...steps].map(({ y }) => y)
  const [low, high] = range ?? [Math.min(...values), Math.max(...values)]
  const y = linearScale(high > low ? [low, high] : [low - unit / 1000, low + unit / 1000], unit)
  const across = axisScale(x)
  const px = (value: number) => plot.left + 8 + across(value) * (plot.width - 16)
  const py = (value: number) => plot.top + (1 - Math.min(1, Math.max(0, y(value)))) * plot.height
  const path = steps.map(({ x, y }, index) => {
    const [left, top] = [px(x).toFixed(2), py(y).toFixed(2)]
    return index === 0 ? `M${left},${top}` : `H${left}V${top}`
  })
  return inlineFigure(bottom + 46, label, [
    text(0, 15, title, { 'font-weight': 700 }),
    ...y.ticks.flatMap(tick => [
      rule(segment(plot.left - 5, py(tick), plot.left + plot.width + 5, py(tick))),
      axisText(plot.left - 10, py(tick) + 5, y.format(tick), 'end'),
    ]),
    ...across.ticks.map((tick, index) => axisText(px(tick), bottom + 22, across.format(tick), anchorAt(index, across))),
    axisText(plot.left + plot.width / 2, bottom + 41, x.name),
    ...(steps.length > 0
      ? [
          element(
            'g',
            { class: 'series-1' },
            element('path', { d: path.join(''), fill: 'none', stroke: lineStyle(1).color, 'stroke-width': 2 }),
          ),
        ]
      : []),
    ...points.map(({ x, y, style }) =>
      element('g', { class: `series-${style}` }, lineStyle(style).marker(px(x), py(y), lineStyle(style).color)),
    ),
  ])
}

/** The first and the last name of an axis stay within the figure. */
function anchorAt(index: number, { ticks }: Scale): 'start' | 'middle' | 'end' {
  if (ticks.length < 2) return 'middle'
  return index === ticks.length - 1 ? 'end' : 'middle'
}

/** Where the values of an axis lie, from 0 to 1. */
export function axisScale(axis: Axis): Scale {
  if ('labels' in axis) {
    const last = Math.max(1, axis.labels.length - 1)
    const scale = (index: number) => (axis.labels.length === 1 ? 0.5 : index / last)
    return Object.assign(scale, {
      ticks: axis.labels.map((_, index) => index),
      format: (index: number) => axis.labels[index]!,
    })
  }
  const { low, high, log = false } = axis
  const at = (value: number) => (log ? Math.log(value) : value)
  const span = at(high) - at(low)
  const scale = (value: number) => (span === 0 ? 0.5 : (at(value) - at(low)) / span)
  const linear = linearScale([low, high])
  const inner = log ? logTicks(low, high) : linear.ticks.filter(tick => tick >= low && tick <= high)
  const [ticks, hasSteps] = inner.length > 1 ? [inner, !log] : [[low, high], false]
  const format = hasSteps ? linear.format : (tick: number) => String(Number(tick.toPrecision(log ? 3 : 6)))
  return Object.assign(scale, { ticks, format })
}

function logTicks(low: number, high: number): number[] {
  const ticks: number[] = []
  for (let power = Math.floor(Math.log10(low)); power <= Math.log10(high); power++)
    for (const factor of high / low > 1000 ? [1] : [1, 2, 5]) ticks.push(Number(`${factor}e${power}`))
  return ticks.filter(tick => tick >= low * (1 - 1e-9) && tick <= high * (1 + 1e-9))
}
