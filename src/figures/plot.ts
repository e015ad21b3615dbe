import { UsageError } from '../errors.js'
import { axisText, inlineFigure, inlineWidth, rule, segment } from './inline.js'
import { drawLine } from './line.js'
import { lineStyle } from './lineStyles.js'
import { accuracyScale, epochScale, lossScale } from './scale.js'
import { colors, element, text } from './svg.js'

/** One curve of a plot. */
export interface PlotSeries {
  readonly name: string
  /** Its place among the line styles. */
  readonly style: number
  /** Values that are not finite are left out. */
  readonly points: readonly { readonly epoch: number; readonly value: number | null }[]
}

/** What a plot shows. */
export interface PlotOptions {
  readonly title: string
  /** Accuracies are fractions, drawn as percentages. */
  readonly measure: 'accuracy' | 'loss'
  readonly series: readonly PlotSeries[]
  /** Writes a value for the text alternative. */
  readonly format: (value: number) => string
}

const plot = { left: 52, top: 36, width: inlineWidth - 52 - 14, height: 190 }
const bottom = plot.top + plot.height

/**
 * Draws curves over the epochs for a page that points at them: for each epoch there is a group of class `epoch` with
 * its number in `data-epoch`, which holds the column that a pointer meets, a rule and a marker on each curve. Rule and
 * markers are hidden until the page gives the group the class `current`.
 *
 * @returns an SVG element without title text of its own beyond `title`
 * @throws {UsageError} when no series has a finite value
 * @example linePlot({ title: 'Loss', measure: 'loss', series: [{ name: 'training', style: 1, points }], format: String })
 */
export function linePlot({ title, measure, series, format }: PlotOptions): string {
  const drawn = series
    .map(({ points, ...rest }) => ({ ...rest, points: points.filter(isMeasured) }))
    .filter(({ points }) => points.length > 0)
  const points = drawn.flatMap(({ points }) => points)
  if (points.length === 0) throw new UsageError('linePlot: expected at least one finite value, received none')
  const values = points.map(({ value }) => value)
  const epochs = [...new Set(points.map(({ epoch }) => epoch))].sort((a, b) => a - b)
  const x = epochScale(epochs[0]!, epochs.at(-1)!)
  const y = measure === 'accuracy' ? accuracyScale(values) : lossScale(values)
  const upwards = drawn.toReversed() // the first series lies on top
  const px = (epoch: number) => plot.left + x(epoch) * plot.width
  const py = (value: number) => plot.top + (1 - y(value)) * plot.height
  const ends = drawn.map(({ name, points }) => `${name} ends at ${format(points.at(-1)!.value)}`)
  return inlineFigure(bottom + 46, `${title} by epoch: ${ends.join(', ')}`, [
    text(0, 15, title, { 'font-weight': 700 }),
    ...y.ticks.flatMap(tick => [
      rule(segment(plot.left - 5, py(tick), plot.left + plot.width + 5, py(tick))),
      axisText(plot.left - 10, py(tick) + 5, y.format(tick), 'end'),
    ]),
    ...x.ticks.map(tick => axisText(px(tick), bottom + 22, x.format(tick))),
    axisText(plot.left + plot.width / 2, bottom + 41, 'epoch'),
    ...upwards.map(({ style, points }) =>
      element(
        'g',
        { class: `series-${style}` },
        drawLine(
          lineStyle(style),
          points.map(({ epoch, value }) => [px(epoch), py(value)] as const),
        ),
      ),
    ),
    ...epochs.map((epoch, index) => {
      const start = index === 0 ? plot.left - 10 : (px(epochs[index - 1]!) + px(epoch)) / 2
      const end = index === epochs.length - 1 ? plot.left + plot.width + 10 : (px(epochs[index + 1]!) + px(epoch)) / 2
      return element(
        'g',
        { class: 'epoch', 'data-epoch': epoch },
        element('rect', {
          x: start,
          y: plot.top - 10,
          width: end - start,
          height: plot.height + 56,
          fill: 'transparent',
        }),
        element('path', {
          class: 'cursor',
          d: segment(px(epoch), plot.top, px(epoch), bottom),
          stroke: colors.quiet,
          visibility: 'hidden',
        }),
        ...upwards.flatMap(({ style, points }) =>
          points
            .filter(point => point.epoch === epoch)
            .map(({ value }) =>
              element(
                'g',
                { class: `cursor series-${style}`, visibility: 'hidden' },
                element('circle', {
                  cx: px(epoch),
                  cy: py(value),
                  r: 6,
                  fill: lineStyle(style).color,
                  stroke: '#fff',
                  'stroke-width': 2,
                }),
              ),
            ),
        ),
      )
    }),
  ])
}

/** A piece of a curve, for a legend. */
export function lineSample(style: number): string {
  const { color, dash, marker } = lineStyle(style)
  return element(
    'svg',
    {
      xmlns: 'http://www.w3.org/2000/svg',
      class: `sample series-${style}`,
      viewBox: '0 0 30 12',
      width: 30,
      height: 12,
      'aria-hidden': 'true',
    },
    element('path', { d: 'M0,6H30', fill: 'none', stroke: color, 'stroke-width': 2, 'stroke-dasharray': dash }),
    marker(15, 6, color),
  )
}

function isMeasured(point: { epoch: number; value: number | null }): point is { epoch: number; value: number } {
  return point.value !== null && Number.isFinite(point.value)
}
