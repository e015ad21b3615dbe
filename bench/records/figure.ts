import { formatCount } from '../../src/figures/format.js'
import { linearScale } from '../../src/figures/scale.js'
import { bodyTop, colors, element, figure, margin, text } from '../../src/figures/svg.js'
import { summarize } from '../../src/study/statistics.js'
import type { PublishedResult } from './published.js'
import type { RecordRow } from './rows.js'

const plot = { width: 720, height: 380, left: 64 }
const [fewest, most] = [1000, 2_000_000]

/** Draws accuracy against weights: this project's nets with the spread of their seeds, and what others have published. */
export function weightsFigure(
  rows: readonly Pick<RecordRow, 'name' | 'weights' | 'accuracies'>[],
  published: readonly PublishedResult[],
): string {
  const all = [...rows.flatMap(({ accuracies }) => accuracies), ...published.map(({ accuracy }) => accuracy)]
  const y = linearScale([Math.min(...all), 1], 0.01)
  const [left, bottom] = [margin + plot.left, bodyTop + plot.height]
  const px = (weights: number) => left + (Math.log(weights / fewest) / Math.log(most / fewest)) * plot.width
  const py = (accuracy: number) => bottom - y(accuracy) * plot.height
  return figure(
    {
      width: 2 * margin + plot.left + plot.width,
      height: bottom + 70,
      title: 'Accuracy on MNIST’s test images by number of weights',
      subtitle:
        'Filled: means over seeds, chosen on held-out images (lines: least to greatest); hollow: published, most the best that was seen',
    },
    [
      ...y.ticks.flatMap(tick => [
        element('path', { d: `M${left},${py(tick).toFixed(2)}h${plot.width}`, stroke: colors.line }),
        text(left - 8, py(tick) + 4.5, `${y.format(tick)} %`, { 'text-anchor': 'end', fill: colors.quiet }),
      ]),
      ...[1e3, 1e4, 1e5, 1e6].map(weights =>
        text(px(weights), bottom + 20, formatCount(weights), {
          'text-anchor': 'middle',
          fill: colors.quiet,
        }),
      ),
      text(left + plot.width / 2, bottom + 44, 'weights', { 'text-anchor': 'middle', fill: colors.quiet }),
      ...published.map(({ name, weights, accuracy, isMean, place }) =>
        element(
          'g',
          {},
          element('circle', {
            cx: px(weights),
            cy: py(accuracy),
            r: 5,
            fill: isMean ? colors.quiet : '#fff',
            stroke: colors.quiet,
            'stroke-width': 2,
          }),
          label(px(weights), py(accuracy), name, colors.quiet, place),
        ),
      ),
      ...rows.map(({ name, weights, accuracies }) => {
        const { mean } = summarize(accuracies)
        const [low, high] = [Math.min(...accuracies), Math.max(...accuracies)]
        return element(
          'g',
          {},
          element('path', { d: `M${px(weights)},${py(low)}V${py(high)}`, stroke: colors.good, 'stroke-width': 2 }),
          element('circle', { cx: px(weights), cy: py(mean), r: 5, fill: colors.good }),
          label(px(weights), py(low), name, colors.good, 'below'),
        )
      }),
    ],
  )
}

const places = {
  above: { x: 0, y: -12, anchor: 'middle' },
  below: { x: 0, y: 22, anchor: 'middle' },
  left: { x: -12, y: 4.5, anchor: 'end' },
  right: { x: 12, y: 4.5, anchor: 'start' },
} as const

/** A name beside its point, kept within the plot. */
function label(x: number, y: number, name: string, fill: string, place: keyof typeof places): string {
  const right = margin + plot.left + plot.width
  const { x: aside, y: down, anchor } = places[place]
  const isNear = anchor === 'middle' && x > right - 120
  return text(isNear ? Math.min(right, x + 8) : x + aside, y + down, name, {
    'text-anchor': isNear ? 'end' : anchor,
    fill,
  })
}
