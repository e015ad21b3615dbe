import { mnistTask } from '../task.js'
import { checkWhole, countImages, drawDigit, drawFrame, type Images, nameOf, nameRoom, shortName } from './digits.js'
import { formatCount } from './format.js'
import { bodyTop, colors, element, escapeXml, type FigureOptions, figure, margin, text } from './svg.js'

/** Images with their labels. */
export interface ContactSheetImages extends Images {
  /** The class of each image: [count]. */
  labels: ArrayLike<number>
}

export interface ContactSheetOptions extends FigureOptions {
  /** Images of each class; 12 by default. */
  columns?: number
}

const size = 40
const step = size + 6

/**
 * Draws a row of images for each class that has any, spread evenly over all there are, with how many the class has: what a net would be
 * trained on, at a glance.
 *
 * @returns the figure as an SVG document
 * @throws {UsageError} when the images are not of the task, or `columns` is not a whole number above 0
 * @example contactSheetFigure({ images: training.images, labels: training.labels, task })
 */
export function contactSheetFigure(data: ContactSheetImages, options: ContactSheetOptions = {}): string {
  const count = countImages('contactSheetFigure', data)
  const { columns = 12 } = options
  checkWhole('contactSheetFigure', 'columns', columns)
  const { classes } = data.task ?? mnistTask
  const rows = classes.flatMap((_, label) => {
    const members = Array.from({ length: count }, (_, index) => index).filter(index => data.labels[index] === label)
    return members.length > 0 ? [{ label, members }] : []
  })
  const left = margin + 24 + nameRoom(classes)
  return figure(
    {
      width: Math.max(left + columns * step + 70, 360) + margin,
      height: bodyTop + rows.length * step + 8,
      title: options.title ?? 'Images of each class',
      subtitle: options.subtitle ?? `${formatCount(count)} images of ${rows.length} classes`,
    },
    rows.map(({ label, members }, row) => {
      const y = bodyTop + 4 + row * step
      const shown = Math.min(columns, members.length)
      return element(
        'g',
        {},
        text(left - 14, y + size / 2 + 5, shortName(nameOf(data, label)), { 'text-anchor': 'end', 'font-weight': 700 }),
        ...Array.from({ length: shown }, (_, column) => {
          const index = members[Math.floor((column * members.length) / shown)]!
          const x = left + column * step
          return element(
            'g',
            {},
            element('title', {}, escapeXml(`image ${index}: ${nameOf(data, label)}`)),
            drawDigit(data, index, x, y, size),
            drawFrame(x, y, size, false),
          )
        }),
        text(left + columns * step + 64, y + size / 2 + 5, formatCount(members.length), {
          'text-anchor': 'end',
          fill: colors.quiet,
        }),
      )
    }),
  )
}
