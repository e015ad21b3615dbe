import { UsageError } from '../errors.js'
import { axisText, inlineFigure, inlineWidth, rule, segment } from './inline.js'
import { drawLine, type Point } from './line.js'
import { lineStyle } from './lineStyles.js'
import { linearScale } from './scale.js'
import { bodyTop, element, type FigureOptions, figure, margin, text } from './svg.js'

/** An accuracy in one condition; fractions in [0, 1]. */
export interface MeasuredCondition {
  readonly name: string
  readonly accuracy: number
  readonly interval95: readonly [low: number, high: number]
  /** Where it is a point of a curve: which, and where on it. */
  readonly point?: { readonly curve: string; readonly value: number; readonly unit: string } | undefined
}

/** A model in the same conditions as the others. */
export interface MeasuredModel {
  readonly name: string
  readonly conditions: readonly MeasuredCondition[]
}

const styles = 6
const left = 116
const width = inlineWidth - left - 20
const legendRow = 20

/**
 * Draws how models hold up: accuracy with its interval for each condition, or curves where the conditions are points of some.
 *
 * @param models one to six, in the same conditions
 * @returns the figure as an SVG document
 * @throws {UsageError} if there are none or more than six models, or no conditions, or others for one of them
 * @example await writeFile('robustness.svg', robustnessFigure([{ name: 'digits.onnx', conditions }]))
 */
export function robustnessFigure(models: readonly MeasuredModel[], options: FigureOptions = {}): string {
  const { height, body } = draw(models)
  return figure(
    {
      width: inlineWidth + 2 * margin,
      height: bodyTop + height + margin,
      title: options.title ?? 'Robustness',
      subtitle: options.subtitle ?? 'Accuracy on changed test images, with 95 % intervals',
    },
    [element('g', { transform: `translate(${margin} ${bodyTop})` }, ...body)],
  )
}

/** The same, for a page. @param label what a screen reader says of it */
export function inlineRobustnessFigure(models: readonly MeasuredModel[], label: string): string {
  const { height, body } = draw(models)
  return inlineFigure(height, label, body)
}

interface Drawing {
  readonly height: number
  readonly body: readonly string[]
}

function draw(models: readonly MeasuredModel[]): Drawing {
  if (models.length === 0 || models.length > styles)
    throw new UsageError(`robustnessFigure: expected 1 to ${styles} models, received ${models.length}`)
  const names = models[0]!.conditions.map(({ name }) => name)
  if (names.length === 0) throw new UsageError('robustnessFigure: expected at least one condition, received none')
  const other = models.find(({ conditions }) => conditions.map(({ name }) => name).join() !== names.join())
  if (other)
    throw new UsageError(
      `robustnessFigure: expected the conditions ${names.join(', ')} of ${other.name}, received others`,
    )
  const legend = models.length > 1 ? models.map(({ name }, index) => legendEntry(name, index)) : []
  const top = legend.length * legendRow + (legend.length > 0 ? 10 : 0)
  const { height, body } = models[0]!.conditions.some(({ point }) => point) ? drawCurves(models) : drawDots(models)
  return { height: top + height, body: [...legend, element('g', { transform: `translate(0 ${top})` }, ...body)] }
}

function legendEntry(name: string, index: number): string {
  const { color, dash, marker } = lineStyle(index)
  const y = index * legendRow + 10
  const line = element('path', { d: segment(0, y, 28, y), stroke: color, 'stroke-width': 2, 'stroke-dasharray': dash })
  return element('g', { class: `series-${index}` }, line, marker(14, y, color), text(38, y + 5, name))
}

/** A line for each condition, and on it a marker with its interval for each model. */
function drawDots(models: readonly MeasuredModel[]): Drawing {
  const row = Math.max(24, 11 * models.length + 8)
  const conditions = models[0]!.conditions
  const all = models.flatMap(model => model.conditions)
  const x = linearScale(domainOf(all), 0.01)
  const px = (value: number) => left + x(value) * width
  const bottom = conditions.length * row + 4
  const body = [
    ...x.ticks.flatMap(tick => [
      rule(segment(px(tick), 0, px(tick), bottom)),
      axisText(px(tick), bottom + 18, x.format(tick)),
    ]),
    axisText(left + width / 2, bottom + 38, 'accuracy (%)'),
    ...conditions.map(({ name }, index) => axisText(left - 14, (index + 0.5) * row + 7, name, 'end')),
    ...models.flatMap(model =>
      model.conditions.map(({ accuracy, interval95 }, index) => {
        const which = models.indexOf(model)
        const y = (index + 0.5) * row + 2 + (which - (models.length - 1) / 2) * 11
        const { color, marker } = lineStyle(which)
        const [start, end] = interval95.map(px) as [number, number]
        return element(
          'g',
          { class: `series-${which}` },
          element('path', { d: segment(start, y, end, y), stroke: color, 'stroke-width': 2 }),
          marker(px(accuracy), y, color),
        )
      }),
    ),
  ]
  return { height: bottom + 44, body }
}

const plot = { left: 46, width: inlineWidth - 46 - 20, height: 130, row: 218 }

/** One below the other, a panel for each curve, all with the same axis of accuracies. */
function drawCurves(models: readonly MeasuredModel[]): Drawing {
  const points = (model: MeasuredModel) => model.conditions.filter(({ point }) => point)
  const curves = [...new Set(points(models[0]!).map(({ point }) => point!.curve))]
  const y = linearScale(domainOf(models.flatMap(points)), 0.01)
  const body = curves.map((curve, index) => {
    const lines = models.map(model => points(model).filter(({ point }) => point!.curve === curve))
    const values = lines[0]!.map(({ point }) => point!.value)
    const [first, last] = [Math.min(...values), Math.max(...values)]
    const top = index * plot.row + 28
    const px = (value: number) => plot.left + (last > first ? (value - first) / (last - first) : 0.5) * plot.width
    const py = (value: number) => top + (1 - y(value)) * plot.height
    const position = ({ epoch, value }: Point) => [px(epoch), py(value)] as const
    return element(
      'g',
      {},
      text(0, top - 12, `${curve} (${lines[0]![0]!.point!.unit}): accuracy (%)`, { 'font-weight': 700 }),
      ...y.ticks.flatMap(tick => [
        rule(segment(plot.left - 6, py(tick), plot.left + plot.width + 6, py(tick))),
        axisText(plot.left - 12, py(tick) + 4.5, y.format(tick), 'end'),
      ]),
      ...labelsApart(values, px).map(value =>
        axisText(px(value), top + plot.height + 22, String(value).replace('-', '−')),
      ),
      ...lines.map((line, which) =>
        element(
          'g',
          { class: `series-${which}` },
          drawLine(
            {
              style: lineStyle(which),
              points: line.map(({ point, accuracy }) => ({ epoch: point!.value, value: accuracy })),
            },
            position,
          ),
        ),
      ),
    )
  })
  return { height: curves.length * plot.row - 20, body }
}

/** The values whose labels do not run into the one before, from the left. */
function labelsApart(values: readonly number[], px: (value: number) => number): number[] {
  const room = (value: number) => 4 * String(value).length + 2
  const shown: number[] = []
  for (const value of [...values].sort((a, b) => a - b)) {
    const before = shown.at(-1)
    if (before === undefined || px(value) - px(before) >= room(before) + room(value)) shown.push(value)
  }
  return shown
}

function domainOf(conditions: readonly MeasuredCondition[]): [number, number] {
  const low = Math.min(...conditions.map(({ interval95 }) => interval95[0]))
  const high = Math.max(...conditions.map(({ interval95 }) => interval95[1]))
  return [low, high > low ? high : Math.min(1, low + 0.001)]
}
