import { element } from './svg.js'

export interface Point {
  epoch: number
  value: number
}

/** How a line looks: lines differ by dash and marker as well as by color, so they can be told apart in grayscale. */
export interface LineStyle {
  color: string
  dash?: string
  marker: (x: number, y: number, color: string) => string
}

/** A named curve. */
export interface Line {
  name: string
  style: LineStyle
  points: readonly Point[]
  /** What was measured, where the points are smoothed. */
  faint?: readonly Point[]
  /** Where the markers are, perhaps beside the line. Defaults to the points, or the ends of a long line. */
  marked?: readonly Point[]
}

type Position = readonly [x: number, y: number]

/** Draws a line, given where its points lie in pixels. */
export function drawLine(
  { style, points, faint = [], marked }: Omit<Line, 'name'>,
  position: (point: Point) => Position,
): string {
  const { color, dash, marker } = style
  // Beyond this many, markers run into one another and hide the line.
  const markers = marked ?? (points.length <= 30 ? points : [points[0]!, points.at(-1)!])
  const path = { fill: 'none', stroke: color, 'stroke-linejoin': 'round' }
  return [
    ...(faint.length > 0 ? [element('path', { d: pathOf(faint, position), ...path, 'stroke-opacity': 0.3 })] : []),
    element('path', { d: pathOf(points, position), ...path, 'stroke-width': 2, 'stroke-dasharray': dash }),
    ...markers.map(point => marker(...position(point), color)),
  ].join('')
}

function pathOf(points: readonly Point[], position: (point: Point) => Position): string {
  return `M${points.map(point => position(point).map(value => value.toFixed(2))).join('L')}`
}

export function openSquare(x: number, y: number, color: string): string {
  return element('rect', {
    x: x - 3,
    y: y - 3,
    width: 6,
    height: 6,
    fill: '#fff',
    stroke: color,
    'stroke-width': 1.5,
  })
}

export function filledCircle(x: number, y: number, color: string): string {
  return element('circle', { cx: x, cy: y, r: 3.5, fill: color, stroke: '#fff' })
}

export function filledDiamond(x: number, y: number, color: string): string {
  return element('path', {
    d: `M${x.toFixed(2)},${(y - 4.5).toFixed(2)}l4.5,4.5l-4.5,4.5l-4.5,-4.5z`,
    fill: color,
    stroke: '#fff',
  })
}

export function openTriangle(x: number, y: number, color: string): string {
  return element('path', {
    d: `M${x.toFixed(2)},${(y - 4.5).toFixed(2)}l4.5,8h-9z`,
    fill: '#fff',
    stroke: color,
    'stroke-width': 1.5,
  })
}
