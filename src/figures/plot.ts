import { UsageError } from '../errors.js'
import { axisText, inlineFigure, inlineWidth, rule, segment } from './inline.js'
import { axisValues, type DrawnLine, isFine } from './learningCurve.js'
import { drawLine, type Point } from './line.js'
import { lineStyle } from './lineStyles.js'
import { accuracyScale, epochScale, lossScale } from './scale.js'
import { colors, element, text, within } from './svg.js'

/** One curve of a plot. */
export interface PlotSeries extends Pick<DrawnLine, 'faint' | 'marked'> {
  readonly name: string
  /** Its place among the line styles. */
  readonly style: number
  /** Values that are not finite are left out. */
  readonly points: readonly { readonly epoch: number; readonly value: number | null }[]
  /** What the page can point at. Defaults to the points. */
  readonly told?: PlotSeries['points']
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
 * Draws curves over the epochs for a page that points at them: for each epoch that can be pointed at, there is a group of class `epoch` with
 * its number in `data-epoch`, which holds the column that a pointer meets, a rule and a marker on each curve. Rule and
 * markers are hidden until the page gives the group the class `current`.
 *
 * @returns an SVG element without title text of its own beyond `title`
 * @throws {UsageError} when no series has a finite value
 * @example linePlot({ title: 'Loss', measure: 'loss', series: [{ name: 'training', style: 1, points }], format: String })
 */
export function linePlot({ title, measure, series, format }: PlotOptions): string {
  const drawn = series
    .map(line => ({
      ...line,
      points: line.points.filter(isMeasured),
      told: (line.told ?? line.points).filter(isMeasured),
    }))
    .filter(({ points }) => points.length > 0)
  if (drawn.length === 0) throw new UsageError('linePlot: expected at least one finite value, received none')
  const values = axisValues(drawn)
  const epochs = [...new Set(drawn.flatMap(({ told }) => told.map(({ epoch }) => epoch)))].sort((a, b) => a - b)
  const x = epochScale(isFine(drawn) ? 0 : epochs[0]!, epochs.at(-1)!)
  const y = measure === 'accuracy' ? accuracyScale(values) : lossScale(values)
  const upwards = drawn.toReversed() // the first series lies on top
  const px = (epoch: number) => plot.left + x(epoch) * plot.width
  const py = (value: number) => plot.top + (1 - y(value)) * plot.height
  const ends = drawn.map(({ name, told }) => `${name} ends at ${format(told.at(-1)!.value)}`)
  return inlineFigure(bottom + 46, `${title} by epoch: ${ends.join(', ')}`, [
    text(0, 15, title, { 'font-weight': 700 }),
    ...y.ticks.flatMap(tick => [
      rule(segment(plot.left - 5, py(tick), plot.left + plot.width + 5, py(tick))),
      axisText(plot.left - 10, py(tick) + 5, y.format(tick), 'end'),
    ]),
    ...x.ticks.map(tick => axisText(px(tick), bottom + 22, x.format(tick))),
    axisText(plot.left + plot.width / 2, bottom + 41, 'epoch'),
    within(
      { x: plot.left - 6, y: plot.top - 6, width: plot.width + 12, height: plot.height + 12 },
      upwards.map(({ style, ...line }) =>
        element(
          'g',
          { class: `series-${style}` },
          drawLine({ ...line, style: lineStyle(style) }, ({ epoch, value }) => [px(epoch), py(value)]),
        ),
      ),
    ),
    ...epochs.map((epoch, index) => {
      const start = index === 0 ? plot.left - 10 : (px(epochs[index - 1]!) + px(epoch)) / 2
      const end = index === epochs.length - 1 ? plot.left + plot.width + 10 : (px(epochs[index + 1]!) + px(epoch)) / 2
      return element(
        'g',
        { class: 'epoch', 'data-epoch': String(epoch) }, // a number would be rounded
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
        ...upwards.flatMap(({ style, told }) =>
          told
            .filter(point => point.epoch === epoch && isShown(y(point.value)))
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

function isMeasured(point: PlotSeries['points'][number]): point is Point {
  return point.value !== null && Number.isFinite(point.value)
}

/** Whether a fraction of an axis lies on it. */
function isShown(at: number): boolean {
  return at >= -0.01 && at <= 1.01
}
