import { drawLine, type Line, type Point } from './line.js'
import type { Scale } from './scale.js'
import { bodyTop, colors, element, text, within } from './svg.js'

interface Panel {
  title: string
  left: number
  /** Those without points are left out; what leaves the axes is not drawn. */
  lines: readonly Line[]
  x: Scale
  y: Scale
  format: (value: number) => string
}

const plot = { left: 46, width: 214, height: 214 }
const top = bodyTop + 36

/** Where the names at the ends of the lines begin, beside the left edge of the panel, in pixels. */
export const namesLeft = plot.left + plot.width + 40

/** One panel with its axes and the labels at the ends of its lines, in pixels. */
export const panelWidth = namesLeft + 78
export const panelHeight = 36 + plot.height + 44

/** Draws one measure over the epochs: light rules to read values off, the lines, and their names at the right end. */
export function drawPanel({ title, left, lines, x, y, format }: Panel): string {
  const start = left + plot.left
  const px = (epoch: number) => start + x(epoch) * plot.width
  const py = (value: number) => top + (1 - y(value)) * plot.height
  const drawn = lines.filter(({ points }) => points.length > 0)
  const bottom = top + plot.height
  return element(
    'g',
    {},
    text(left, bodyTop + 12, title, { 'font-weight': 700 }),
    ...y.ticks.flatMap(tick => [
      element('path', { d: segment(start - 6, py(tick), start + plot.width + 6, py(tick)), stroke: colors.line }),
      text(start - 12, py(tick) + 4.5, y.format(tick), { 'text-anchor': 'end', fill: colors.quiet }),
    ]),
    ...x.ticks.flatMap(tick => [
      element('path', { d: segment(px(tick), bottom + 4, px(tick), bottom + 9), stroke: colors.quiet }),
      text(px(tick), bottom + 23, x.format(tick), { 'text-anchor': 'middle', fill: colors.quiet }),
    ]),
    text(start + plot.width / 2, bottom + 42, 'epoch', { 'text-anchor': 'middle', fill: colors.quiet }),
    within(
      { x: start - 6, y: top - 6, width: plot.width + 12, height: plot.height + 12 },
      drawn.map(line => drawLine(line, ({ epoch, value }: Point) => [px(epoch), py(value)])),
    ),
    ...endLabels(
      drawn.map(line => {
        const { value } = (line.marked?.at(-1) ?? line.points.at(-1))!
        return { line, y: py(value), value: format(value) }
      }),
      left + namesLeft - 24,
    ),
  )
}

interface Label {
  line: Line
  y: number
  value: string
}

/** Writes name and last value beside the end of each line, moved apart where the lines end close together. */
function endLabels(labels: readonly Label[], x: number): string[] {
  const apart = 36
  const sorted = labels.toSorted((a, b) => a.y - b.y)
  const places: number[] = []
  for (const { y } of sorted) places.push(Math.max(y, (places.at(-1) ?? -Infinity) + apart))
  // All of them move up by what they moved down on average, then into the panel.
  const moved = places.reduce((total, place, index) => total + place - sorted[index]!.y, 0) / places.length
  const over = Math.max(0, (places.at(-1) ?? 0) - moved - (top + plot.height - 8))
  const under = Math.max(0, top - apart / 2 - ((places[0] ?? top) - moved - over))
  return sorted.map(({ line: { name, style, marked }, value }, index) => {
    const { color, dash, marker } = style
    const y = places[index]! - moved - over + under
    return [
      element('path', { d: segment(x, y, x + 18, y), stroke: color, 'stroke-width': 2, 'stroke-dasharray': dash }),
      ...(marked?.length === 0 ? [] : [marker(x + 9, y, color)]),
      text(x + 24, y + 4.5, name, { fill: color, 'font-weight': 700 }),
      text(x + 24, y + 20, value),
    ].join('')
  })
}

function segment(x1: number, y1: number, x2: number, y2: number): string {
  return `M${x1.toFixed(2)},${y1.toFixed(2)}L${x2.toFixed(2)},${y2.toFixed(2)}`
}
