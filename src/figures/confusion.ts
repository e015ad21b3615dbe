import { UsageError } from '../errors.js'
import { nameRoom, shortName } from './digits.js'
import { formatCount, formatPercent } from './format.js'
import { bodyTop, colors, element, escapeXml, type FigureOptions, figure, margin, text } from './svg.js'

export interface ConfusionOptions extends FigureOptions {
  /** Names of the classes; the digits 0, 1, 2 … by default. */
  classes?: readonly string[]
}

/** Classes from which on cells are small, and long names run upward. */
const many = 20

/** How large a matrix of so many classes is drawn, in pixels. */
function layoutOf(classes: readonly string[]) {
  const room = nameRoom(classes)
  const isMany = classes.length > many
  const cell = isMany ? 26 : 46
  return {
    cell,
    column: isMany ? cell : cell + room,
    // Names above the columns, which run upward where there are many.
    top: bodyTop + 46 + (isMany ? 0.8 * room : 0),
    left: margin + 44 + room,
    room,
    fontSize: isMany ? 9 : undefined,
    isUpward: isMany && room > 8.5,
  }
}

type Layout = ReturnType<typeof layoutOf>

/**
 * Draws a confusion matrix: a row for each true class, a column for each class read, the count in each cell, and
 * beside each row its recall (the part of a true class that was found). Color counts mistakes alone and the diagonal
 * stays gray, so that one mistake can be seen beside a thousand hits.
 *
 * @param confusion counts, [truth][prediction], as many rows as columns
 * @returns the figure as an SVG document
 * @throws {UsageError} when there are no classes, the rows are not as long as there are rows, or the names do not fit
 * @example confusionFigure([[978, 2], [1, 1134]])
 */
export function confusionFigure(confusion: readonly (readonly number[])[], options: ConfusionOptions = {}): string {
  const size = confusion.length
  const classes = options.classes ?? confusion.map((_, index) => String(index))
  if (size === 0) throw new UsageError('confusionFigure: expected at least one class, received an empty matrix')
  for (const [truth, row] of confusion.entries()) {
    if (row.length !== size) {
      throw new UsageError(`confusionFigure: expected ${size} counts in row ${truth}, received ${row.length}`)
    }
  }
  if (classes.length !== size) {
    throw new UsageError(`confusionFigure: expected ${size} class names, received ${classes.length}`)
  }
  const total = sum(confusion.map(sum))
  const correct = sum(confusion.map((row, truth) => row[truth]!))
  const most = Math.max(0, ...confusion.flatMap((row, truth) => row.filter((_, prediction) => prediction !== truth)))
  const layout = layoutOf(classes)
  const { cell, column, top, left, room } = layout
  const middle = (size * column) / 2
  const name = { 'text-anchor': 'middle', 'font-weight': 700, 'font-size': 14 }
  const axis = { 'text-anchor': 'middle', fill: colors.quiet }
  return figure(
    {
      // The key below takes more room than two or three columns.
      width: Math.max(left + size * column + 70, left + 300) + margin,
      height: top + size * cell + 62,
      title: options.title ?? 'Confusion matrix',
      subtitle:
        options.subtitle ??
        `${formatCount(correct)} of ${formatCount(total)} read correctly${total > 0 ? ` (${formatPercent(correct / total, 2)})` : ''}`,
    },
    [
      text(left + middle, bodyTop + 14, 'prediction', axis),
      text(0, 0, 'truth', { ...axis, transform: `translate(${margin + 8} ${top + (size * cell) / 2}) rotate(-90)` }),
      text(left + size * column + 70, top - 12, 'recall', { 'text-anchor': 'end', fill: colors.quiet }),
      ...classes.map((label, index) =>
        [
          columnName(shortName(label), left + (index + 0.5) * column, layout, name),
          text(left - 16 - room / 2, top + (index + 0.5) * cell + 5, shortName(label), name),
        ].join(''),
      ),
      ...confusion.map((row, truth) => drawRow(row, truth, classes, most, layout)),
      drawKey(most, left, top + size * cell + 24),
    ],
  )
}

function columnName(
  name: string,
  x: number,
  { top, isUpward }: Layout,
  style: Record<string, string | number>,
): string {
  if (!isUpward) return text(x, top - 11, name, style)
  return text(0, 0, name, { ...style, 'text-anchor': 'start', transform: `translate(${x + 5} ${top - 8}) rotate(-90)` })
}

function drawRow(
  row: readonly number[],
  truth: number,
  classes: readonly string[],
  max: number,
  { cell, column, top, left, fontSize }: Layout,
): string {
  const y = top + truth * cell
  const all = sum(row)
  return element(
    'g',
    {},
    ...row.map((count, prediction) => {
      const mistake = prediction !== truth
      const { fill, ink } = mistake ? mistakeColor(count, max) : { fill: colors.fill, ink: colors.ink }
      const x = left + prediction * column
      return element(
        'g',
        {},
        element('title', {}, escapeXml(`truth ${classes[truth]}, read ${classes[prediction]}: ${formatCount(count)}`)),
        element('rect', { x: x + 1, y: y + 1, width: column - 2, height: cell - 2, rx: 3, fill }),
        text(x + column / 2, y + cell / 2 + (fontSize ? 3 : 5), fontSize ? String(count) : formatCount(count), {
          'text-anchor': 'middle',
          'font-size': fontSize,
          'font-weight': count > 0 ? 700 : undefined,
          fill: ink,
        }),
      )
    }),
    text(left + row.length * column + 70, y + cell / 2 + 5, all === 0 ? '–' : formatPercent(row[truth]! / all, 2), {
      'text-anchor': 'end',
    }),
  )
}

/** Explains the two color scales. */
function drawKey(most: number, left: number, y: number): string {
  const swatch = (x: number, fill: string) => element('rect', { x, y, width: 16, height: 16, rx: 3, fill })
  const label = (x: number, content: string) => text(x, y + 12.5, content, { fill: colors.quiet, 'font-size': 12 })
  const steps = Array.from({ length: Math.min(most, 5) }, (_, step, all = Math.min(most, 5)) =>
    all === 1 ? most : Math.round(1 + (step * (most - 1)) / (all - 1)),
  )
  return element(
    'g',
    {},
    swatch(left, colors.fill),
    label(left + 22, 'correct'),
    ...(most === 0 ? [label(left + 90, 'no mistakes')] : [label(left + 90, most === 1 ? '1 mistake' : 'mistakes: 1')]),
    ...steps.map((count, step) => swatch(left + 160 + step * 18, mistakeColor(count, most).fill)),
    most > 1 ? label(left + 164 + steps.length * 18, formatCount(most)) : '',
  )
}

/** White for none, then from pale to dark by the square root, which keeps one mistake apart from none. */
function mistakeColor(count: number, most: number): { fill: string; ink: string } {
  if (count === 0) return { fill: '#fff', ink: '#9aa1ab' }
  const strength = Math.sqrt(count / most)
  const mix = (pale: number, dark: number) => Math.round(pale + (dark - pale) * strength)
  const fill = `rgb(${mix(255, 166)},${mix(236, 54)},${mix(219, 3)})`
  return { fill, ink: strength > 0.72 ? '#fff' : colors.ink }
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0)
}
