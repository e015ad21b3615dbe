import { lineStyle } from '../../src/figures/lineStyles.js'
import { linearScale } from '../../src/figures/scale.js'
import { bodyTop, colors, element, figure, margin, text } from '../../src/figures/svg.js'

/** Trainings of one kind, each a list of values after its epochs. */
export interface MeanLine {
  readonly name: string
  readonly runs: readonly (readonly number[])[]
}

interface Panel {
  readonly title: string
  readonly lines: readonly MeanLine[]
}

const plot = { width: 300, height: 230, left: 48, top: 26 }
const panel = { width: plot.left + plot.width + 34, height: plot.top + plot.height + 78 }

/** Draws panels side by side: every training faint, and the mean of each kind. */
export function curvesFigure(panels: readonly Panel[], subtitle: string): string {
  return figure(
    {
      width: 2 * margin + panels.length * panel.width,
      height: bodyTop + panel.height + margin,
      title: 'The same net and recipe in Keras and here',
      subtitle,
    },
    panels.map((shown, index) => drawPanel(shown, margin + index * panel.width)),
  )
}

function drawPanel({ title, lines }: Panel, left: number): string {
  const values = lines.flatMap(({ runs }) => runs.flat())
  const epochs = lines[0]!.runs[0]!.length
  const y = linearScale([Math.min(...values), Math.max(...values)])
  const px = (index: number) => left + plot.left + (epochs === 1 ? 0.5 : index / (epochs - 1)) * plot.width
  const py = (value: number) => bodyTop + plot.top + (1 - y(value)) * plot.height
  const bottom = bodyTop + plot.top + plot.height
  const path = (run: readonly number[]) =>
    `M${run.map((value, index) => `${px(index).toFixed(1)},${py(value).toFixed(1)}`).join('L')}`
  return element(
    'g',
    {},
    text(left, bodyTop + 12, title, { 'font-weight': 700 }),
    ...y.ticks.flatMap(tick => [
      element('path', { d: `M${px(0)},${py(tick).toFixed(2)}h${plot.width}`, stroke: colors.line }),
      text(left + plot.left - 8, py(tick) + 4.5, y.format(tick), { 'text-anchor': 'end', fill: colors.quiet }),
    ]),
    ...Array.from({ length: epochs }, (_, index) =>
      text(px(index), bottom + 20, String(index + 1), { 'text-anchor': 'middle', fill: colors.quiet }),
    ),
    text(left + plot.left + plot.width / 2, bottom + 40, 'epoch', { 'text-anchor': 'middle', fill: colors.quiet }),
    ...lines.flatMap(({ name, runs }, index) => {
      const { color, dash } = lineStyle(index)
      const mean = Array.from({ length: epochs }, (_, epoch) =>
        runs.reduce((sum, run) => sum + run[epoch]! / runs.length, 0),
      )
      const at = { x: left + plot.left + index * 120, y: bottom + 66 }
      const line = { fill: 'none', stroke: color }
      return [
        ...runs.map(run => element('path', { d: path(run), ...line, 'stroke-opacity': 0.3 })),
        element('path', { d: path(mean), ...line, 'stroke-width': 2, 'stroke-dasharray': dash }),
        element('path', { d: `M${at.x},${at.y - 4}h24`, ...line, 'stroke-width': 2, 'stroke-dasharray': dash }),
        text(at.x + 30, at.y, name, { fill: color, 'font-weight': 700 }),
      ]
    }),
  )
}
