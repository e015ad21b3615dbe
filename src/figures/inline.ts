import { colors, element, text } from './svg.js'

// Figures that stand within a page. They are drawn in the colors of the other figures, and carry classes by which the
// page's style gives them the colors of its theme: `axis`, `rule`, `quiet`, `series-0` and so on.

/** Width of a figure within a page, in its own pixels: a telephone shows it nearly as it is. */
export const inlineWidth = 420

/** Writes a figure that takes the width of its place; `label` is what a screen reader says of it. */
export function inlineFigure(height: number, label: string, body: readonly string[]): string {
  return element(
    'svg',
    {
      xmlns: 'http://www.w3.org/2000/svg',
      viewBox: `0 0 ${inlineWidth} ${height}`,
      role: 'img',
      'aria-label': label,
      'font-size': 14,
      fill: colors.ink,
    },
    ...body,
  )
}

/** A light line to read values off. */
export function rule(d: string): string {
  return element('path', { class: 'rule', d, fill: 'none', stroke: colors.line })
}

/** Writes text beside an axis. */
export function axisText(x: number, y: number, content: string, anchor: 'start' | 'middle' | 'end' = 'middle'): string {
  return text(x, y, content, { class: 'quiet', 'text-anchor': anchor, fill: colors.quiet })
}

/** The path of a straight line. */
export function segment(x1: number, y1: number, x2: number, y2: number): string {
  return `M${x1.toFixed(2)},${y1.toFixed(2)}L${x2.toFixed(2)},${y2.toFixed(2)}`
}
