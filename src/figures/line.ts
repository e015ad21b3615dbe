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
}

/** Draws a curve through points in pixels. */
export function drawLine({ color, dash, marker }: LineStyle, points: readonly (readonly [number, number])[]): string {
  // Beyond this many, markers run into one another and hide the line.
  const marked = points.length <= 30 ? points : [points[0]!, points.at(-1)!]
  const d = `M${points.map(([x, y]) => `${x.toFixed(2)},${y.toFixed(2)}`).join('L')}`
  return [
    element('path', {
      d,
      fill: 'none',
      stroke: color,
      'stroke-width': 2,
      'stroke-linejoin': 'round',
      'stroke-dasharray': dash,
    }),
    ...marked.map(([x, y]) => marker(x, y, color)),
  ].join('')
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
