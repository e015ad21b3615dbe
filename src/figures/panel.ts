import type { Scale } from './scale.js'
import { bodyTop, colours, element, text } from './svg.js'

interface Point {
  epoch: number
  value: number
}

/** The two curves of a panel; either may be empty. */
export interface Series {
  training: Point[]
  validation: Point[]
}

interface Panel {
  title: string
  left: number
  series: Series
  x: Scale
  y: Scale
  format: (value: number) => string
}

const plot = { left: 46, width: 214, height: 214 }
const top = bodyTop + 36

/** One panel with its axes and the labels at the ends of its lines, in pixels. */
export const panelWidth = plot.left + plot.width + 118
export const panelHeight = 36 + plot.height + 44

/** Training is dashed with open squares, validation solid with filled circles. */
const styles = {
  training: { colour: colours.bad, dash: '6 3', marker: openSquare },
  validation: { colour: colours.good, dash: undefined, marker: filledCircle },
}

/** Draws one measure over the epochs: light rules to read values off, both lines, and their names at the right end. */
export function drawPanel({ title, left, series, x, y, format }: Panel): string {
  const start = left + plot.left
  const px = (epoch: number) => start + x(epoch) * plot.width
  const py = (value: number) => top + (1 - y(value)) * plot.height
  const names = (['training', 'validation'] as const).filter(name => series[name].length > 0)
  const bottom = top + plot.height
  return element(
    'g',
    {},
    text(left, bodyTop + 12, title, { 'font-weight': 700 }),
    ...y.ticks.flatMap(tick => [
      element('path', { d: line(start - 6, py(tick), start + plot.width + 6, py(tick)), stroke: colours.line }),
      text(start - 12, py(tick) + 4.5, y.format(tick), { 'text-anchor': 'end', fill: colours.quiet }),
    ]),
    ...x.ticks.flatMap(tick => [
      element('path', { d: line(px(tick), bottom + 4, px(tick), bottom + 9), stroke: colours.quiet }),
      text(px(tick), bottom + 23, x.format(tick), { 'text-anchor': 'middle', fill: colours.quiet }),
    ]),
    text(start + plot.width / 2, bottom + 42, 'epoch', { 'text-anchor': 'middle', fill: colours.quiet }),
    ...names.map(name =>
      drawLine(
        name,
        series[name].map(point => [px(point.epoch), py(point.value)]),
      ),
    ),
    ...endLabels(
      names.map(name => ({ name, y: py(series[name].at(-1)!.value), value: format(series[name].at(-1)!.value) })),
      start + plot.width + 16,
    ),
  )
}

function drawLine(name: keyof Series, points: [number, number][]): string {
  const { colour, dash, marker } = styles[name]
  // Beyond this many, markers run into one another and hide the line.
  const marked = points.length <= 30 ? points : [points[0]!, points.at(-1)!]
  const d = `M${points.map(([x, y]) => `${x.toFixed(2)},${y.toFixed(2)}`).join('L')}`
  return [
    element('path', {
      d,
      fill: 'none',
      stroke: colour,
      'stroke-width': 2,
      'stroke-linejoin': 'round',
      'stroke-dasharray': dash,
    }),
    ...marked.map(([x, y]) => marker(x, y, colour)),
  ].join('')
}

/** Writes name and last value beside the end of each line, moved apart where the lines end close together. */
function endLabels(labels: { name: keyof Series; y: number; value: string }[], x: number): string[] {
  const apart = 36
  const sorted = labels.toSorted((a, b) => a.y - b.y)
  if (sorted.length === 2) {
    const missing = Math.max(0, apart - (sorted[1]!.y - sorted[0]!.y)) / 2
    sorted[0]!.y -= missing
    sorted[1]!.y += missing
  }
  const lowest = top + plot.height - 8
  const over = Math.max(0, (sorted.at(-1)?.y ?? 0) - lowest)
  return sorted.map(label => {
    const { colour, dash, marker } = styles[label.name]
    const y = label.y - over
    return [
      element('path', { d: line(x, y, x + 18, y), stroke: colour, 'stroke-width': 2, 'stroke-dasharray': dash }),
      marker(x + 9, y, colour),
      text(x + 24, y + 4.5, label.name, { fill: colour, 'font-weight': 700 }),
      text(x + 24, y + 20, label.value),
    ].join('')
  })
}

function openSquare(x: number, y: number, colour: string): string {
  return element('rect', {
    x: x - 3,
    y: y - 3,
    width: 6,
    height: 6,
    fill: '#fff',
    stroke: colour,
    'stroke-width': 1.5,
  })
}

function filledCircle(x: number, y: number, colour: string): string {
  return element('circle', { cx: x, cy: y, r: 3.5, fill: colour, stroke: '#fff' })
}

function line(x1: number, y1: number, x2: number, y2: number): string {
  return `M${x1.toFixed(2)},${y1.toFixed(2)}L${x2.toFixed(2)},${y2.toFixed(2)}`
}
