import { UsageError } from '../errors.js'
import { checkWhole } from './digits.js'
import { bodyTop, colors, element, type FigureOptions, figure, margin, text } from './svg.js'

/** The kernels of a convolution. */
export interface Filters {
  /** Values, column by column within rows within channels within filters. */
  data: ArrayLike<number>
  /** [filters, channels, height, width] */
  shape: readonly number[]
}

export interface FiltersOptions extends FigureOptions {
  /** Filters per row; 8 by default. */
  columns?: number
}

const size = 60
const gap = 16
const keyHeight = 40

/**
 * Draws what the filters of a convolution look for in their first channel: blue where they want ink, orange where they
 * want none, white where they do not care. All filters share one scale.
 *
 * @returns the figure as an SVG document
 * @throws {UsageError} when the shape has not four lengths, or the values do not fill it
 * @example filtersFigure(readWeights(classifier.model)['conv2d.kernel'])
 */
export function filtersFigure({ data, shape }: Filters, options: FiltersOptions = {}): string {
  const [filters = 0, channels = 0, rows = 0, width = 0] = shape
  if (shape.length !== 4 || data.length === 0 || data.length !== filters * channels * rows * width) {
    throw new UsageError(
      `filtersFigure: expected values of shape [filters, channels, height, width], received ${data.length} values of shape [${shape.join(', ')}]`,
    )
  }
  const { columns = 8 } = options
  checkWhole('filtersFigure', 'columns', columns)
  const first = (filter: number) =>
    Array.from({ length: rows * width }, (_, index) => data[filter * channels * rows * width + index]!)
  const kernels = Array.from({ length: filters }, (_, filter) => first(filter))
  const most = Math.max(...kernels.flat().map(Math.abs)) || 1
  const below = bodyTop + 4 + Math.ceil(filters / columns) * (size + gap)
  return figure(
    {
      width: 2 * margin + Math.max(4, Math.min(columns, filters)) * (size + gap) - gap,
      height: below + keyHeight,
      title: options.title ?? 'Filters',
      subtitle: options.subtitle ?? `${filters} filters of ${rows} × ${width} pixels`,
    },
    [
      ...kernels.map((kernel, index) =>
        drawKernel(
          kernel.map(value => value / most),
          width,
          margin + (index % columns) * (size + gap),
          bodyTop + 4 + Math.floor(index / columns) * (size + gap),
        ),
      ),
      drawKey(most, below + 2),
    ],
  )
}

/** Draws values in [-1, 1] as squares. */
function drawKernel(values: readonly number[], width: number, x: number, y: number): string {
  const cell = size / Math.max(width, values.length / width)
  return element(
    'g',
    {},
    ...values.map((value, index) =>
      element('rect', {
        x: x + (index % width) * cell,
        y: y + Math.floor(index / width) * cell,
        width: cell,
        height: cell,
        fill: colorOf(value),
      }),
    ),
    element('rect', {
      x: x - 0.5,
      y: y - 0.5,
      width: width * cell + 1,
      height: (values.length / width) * cell + 1,
      fill: 'none',
      stroke: colors.line,
    }),
  )
}

function drawKey(max: number, y: number): string {
  const shades = Array.from({ length: 21 }, (_, step) => (step - 10) / 10)
  const label = (x: number, content: string) => text(x, y + 12, content, { fill: colors.quiet, 'font-size': 12 })
  return [
    label(margin, `−${max.toFixed(2)}`),
    ...shades.map((value, step) =>
      element('rect', { x: margin + 44 + step * 6, y, width: 6, height: 16, fill: colorOf(value) }),
    ),
    label(margin + 44 + 21 * 6 + 8, `+${max.toFixed(2)}`),
  ].join('')
}

/** From orange at -1 over white at 0 to blue at 1. */
function colorOf(value: number): string {
  const [red, green, blue] = value < 0 ? [196, 78, 0] : [0, 114, 178]
  const mix = (dark: number) => Math.round(255 + (dark - 255) * Math.abs(value))
  return `rgb(${mix(red!)},${mix(green!)},${mix(blue!)})`
}
