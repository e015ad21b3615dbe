import { UsageError } from '../errors.js'
import { checkIndex, checkWhole, countImages, drawDigit, drawFrame, type Images, nameOf } from './digits.js'
import { formatCount } from './format.js'
import { bodyTop, colors, element, escapeXml, type FigureOptions, figure, margin, text } from './svg.js'

export interface LabeledDigits extends Images {
  /** The class of each image: [count]. */
  labels: ArrayLike<number>
  /** Which images to draw, in this order; by default the first ones. */
  indices?: ArrayLike<number>
}

export interface DigitGridOptions extends FigureOptions {
  /** Images per row; 10 by default. */
  columns?: number
  /** At most so many images; 50 by default. */
  limit?: number
}

const size = 56
const column = size + 14
const row = size + 34

/**
 * Draws digits in a grid, each with its label below.
 *
 * @returns the figure as an SVG document
 * @throws {UsageError} when the lengths do not fit together, or an index names no image
 * @example digitGridFigure(training, { limit: 30 })
 */
export function digitGridFigure(digits: LabeledDigits, options: DigitGridOptions = {}): string {
  const { labels } = digits
  const count = countImages('digitGridFigure', digits)
  if (labels.length !== count) {
    throw new UsageError(`digitGridFigure: expected ${count} labels, one per image, received ${labels.length}`)
  }
  const { columns = 10, limit = 50 } = options
  checkWhole('digitGridFigure', 'columns', columns)
  checkWhole('digitGridFigure', 'limit', limit)
  const indices = digits.indices ?? Array.from({ length: Math.min(count, limit) }, (_, index) => index)
  const drawn = Array.from(indices).slice(0, limit)
  for (const index of drawn) checkIndex('digitGridFigure', index, count)
  return figure(
    {
      width: 2 * margin + Math.min(columns, drawn.length) * column - 14,
      height: bodyTop + Math.ceil(drawn.length / columns) * row + 8,
      title: options.title ?? 'Digits',
      subtitle: options.subtitle ?? `${drawn.length} of ${formatCount(count)} images, each above its label`,
    },
    drawn.map((index, slot) => {
      const x = margin + (slot % columns) * column
      const y = bodyTop + 4 + Math.floor(slot / columns) * row
      return element(
        'g',
        {},
        element('title', {}, escapeXml(`image ${index}: ${nameOf(digits, labels[index]!)}`)),
        drawDigit(digits, index, x, y, size),
        drawFrame(x, y, size, false),
        text(x + size / 2, y + size + 17, nameOf(digits, labels[index]!), {
          'text-anchor': 'middle',
          'font-weight': 700,
          fill: colors.ink,
        }),
      )
    }),
  )
}
