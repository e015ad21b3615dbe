import { UsageError } from '../errors.js'
import { formatCount } from './format.js'
import { bodyTop, colors, element, escapeXml, type FigureOptions, figure, margin, text } from './svg.js'

export interface ClassCountsOptions extends FigureOptions {
  /** Names of the classes; the digits 0, 1, 2 … by default. */
  classes?: readonly string[]
}

const step = 58
const bar = 40
const height = 150
const top = bodyTop + 8

/**
 * Draws how many images each class has, as bars on a common base line, with the mean as a dashed rule.
 *
 * @param counts one for each class, whole numbers from 0
 * @returns the figure as an SVG document
 * @throws {UsageError} when there are no classes, the names do not fit, or a count is not a whole number from 0
 * @example classCountsFigure(countLabels(training.labels))
 */
export function classCountsFigure(counts: readonly number[], options: ClassCountsOptions = {}): string {
  const { classes = counts.map((_, index) => String(index)) } = options
  if (counts.length === 0) throw new UsageError('classCountsFigure: expected at least one class, received none')
  if (classes.length !== counts.length) {
    throw new UsageError(`classCountsFigure: expected ${counts.length} class names, received ${classes.length}`)
  }
  for (const [index, count] of counts.entries()) {
    if (!Number.isInteger(count) || count < 0) {
      throw new UsageError(
        `classCountsFigure: expected whole numbers from 0, received ${count} for class ${classes[index]}`,
      )
    }
  }
  const total = counts.reduce((sum, count) => sum + count, 0)
  const max = Math.max(1, ...counts)
  const base = top + height
  const width = counts.length * step
  const mean = base - (total / counts.length / max) * height
  return figure(
    {
      width: 2 * margin + width + 40,
      height: base + 42 + margin,
      title: options.title ?? 'Images of each class',
      subtitle: options.subtitle ?? `${formatCount(total)} images; the dashed line is an equal share`,
    },
    [
      ...counts.map((count, index) => {
        const x = margin + index * step + (step - bar) / 2
        const middle = margin + (index + 0.5) * step
        const size = (count / max) * height
        return element(
          'g',
          {},
          element('title', {}, escapeXml(`${classes[index]}: ${formatCount(count)}`)),
          element('rect', { x, y: base - size, width: bar, height: size, fill: colors.good }),
          text(middle, base + 22, classes[index]!, { 'text-anchor': 'middle', 'font-weight': 700, 'font-size': 14 }),
          text(middle, base + 39, formatCount(count), {
            'text-anchor': 'middle',
            fill: colors.quiet,
            'font-size': 12,
          }),
        )
      }),
      element('path', { d: `M${margin},${base + 0.5}h${width}`, stroke: colors.quiet }),
      element('path', { d: `M${margin},${mean.toFixed(2)}h${width}`, stroke: colors.ink, 'stroke-dasharray': '4 3' }),
      text(margin + width + 6, mean + 4.5, formatCount(Math.round(total / counts.length)), { fill: colors.quiet }),
    ],
  )
}
