import { lineStyle } from '../../src/figures/lineStyles.js'
import { linearScale } from '../../src/figures/scale.js'
import { bodyTop, colors, element, figure, margin, text } from '../../src/figures/svg.js'

/** Regret by budget: mean and interval. */
export interface RegretLine {
  readonly name: string
  readonly points: readonly { readonly x: number; readonly mean: number; readonly low: number; readonly high: number }[]
}

interface Panel {
  readonly title: string
  readonly x: string
  readonly lines: readonly RegretLine[]
}

const plot = { width: 330, height: 210, left: 44, top: 26 }
const panel = { width: plot.left + plot.width + 30, height: plot.top + plot.height + 74 }

/** Draws panels, two in a row, each with its lines, their intervals and their names. */
export function regretFigure(panels: readonly Panel[], subtitle: string): string {
  const rows = Math.ceil(panels.length / 2)
  return figure(
    {
      width: 2 * margin + 2 * panel.width,
      height: bodyTop + rows * panel.height + margin,
      title: 'Regret of the samplers',
      subtitle,
    },
    panels.map((shown, index) =>
      drawPanel(shown, margin + (index % 2) * panel.width, bodyTop + Math.floor(index / 2) * panel.height),
    ),
  )
}

function drawPanel({ title, x, lines }: Panel, left: number, top: number): string {
  const points = lines.flatMap(({ points }) => points)
  const y = linearScale([Math.min(...points.map(({ low }) => low)), Math.max(...points.map(({ high }) => high))])
  const last = Math.max(...points.map(({ x }) => x))
  const px = (value: number) => left + plot.left + (value / last) * plot.width
  const py = (value: number) => top + plot.top + (1 - y(value)) * plot.height
  const bottom = top + plot.top + plot.height
  return element(
    'g',
    {},
    text(left, top + 12, title, { 'font-weight': 700 }),
    ...y.ticks.flatMap(tick => [
      element('path', { d: `M${px(0)},${py(tick).toFixed(2)}h${plot.width}`, stroke: colors.line }),
      text(px(0) - 8, py(tick) + 4.5, y.format(tick), { 'text-anchor': 'end', fill: colors.quiet }),
    ]),
    ...[0, 0.5, 1].map(part =>
      text(px(part * last), bottom + 18, String(Math.round(part * last)), {
        'text-anchor': 'middle',
        fill: colors.quiet,
      }),
    ),
    text(px(last / 4), bottom + 18, x, { 'text-anchor': 'middle', fill: colors.quiet }),
    ...lines.map(({ points }, index) => {
      const { color, dash } = lineStyle(index)
      const place = (value: (point: (typeof points)[number]) => number) =>
        points.map(point => `${px(point.x).toFixed(1)},${py(value(point)).toFixed(1)}`)
      const band = [...place(({ high }) => high), ...place(({ low }) => low).reverse()]
      return [
        element('path', { d: `M${band.join('L')}Z`, fill: color, 'fill-opacity': 0.15 }),
        element('path', {
          d: `M${place(({ mean }) => mean).join('L')}`,
          fill: 'none',
          stroke: color,
          'stroke-width': 2,
          'stroke-dasharray': dash,
        }),
      ].join('')
    }),
    ...lines.map(({ name }, index) => {
      const at = { x: px(0) + (index % 2) * 160, y: bottom + 40 + Math.floor(index / 2) * 18 }
      const { color, dash } = lineStyle(index)
      return [
        element('path', { d: `M${at.x},${at.y - 4}h24`, stroke: color, 'stroke-width': 2, 'stroke-dasharray': dash }),
        text(at.x + 30, at.y, name, { fill: color, 'font-weight': 700 }),
      ].join('')
    }),
  )
}
