import { mnistTask } from '../task.js'
import {
  checkIndex,
  checkWhole,
  classNoun,
  countDigits,
  type Digits,
  drawDigit,
  drawFrame,
  nameOf,
  nameRoom,
  probabilitiesOf,
  shortName,
} from './digits.js'
import { formatCount, formatPercent } from './format.js'
import { bodyTop, colors, element, escapeXml, type FigureOptions, figure, margin, text } from './svg.js'

/** One image that was read wrong. */
export interface Mistake {
  /** Which image, counted from 0. */
  index: number
  truth: number
  prediction: number
  /** The probability given to the prediction, in [0, 1]. */
  confidence: number
}

export interface Mistakes extends Digits {
  mistakes: readonly Mistake[]
}

export interface MistakesOptions extends FigureOptions {
  /** Images per row; 6 by default. */
  columns?: number
  /** At most so many mistakes; 24 by default. */
  limit?: number
}

const size = 84
const row = 192
const bars = 30

/**
 * Draws the mistakes that the model was most confident in, the most confident first: the image, what was read, the truth, and how
 * the probability was shared among the classes. Without mistakes, says so.
 *
 * @param data all images and probabilities, and which of them were read wrong, in any order
 * @returns the figure as an SVG document
 * @throws {UsageError} when the lengths do not fit together, a mistake names no image, or what is drawn is no probability
 * @example mistakesFigure({ images, probabilities, mistakes: [{ index: 947, truth: 8, prediction: 9, confidence: 0.98 }] })
 */
export function mistakesFigure(data: Mistakes, options: MistakesOptions = {}): string {
  const count = countDigits('mistakesFigure', data)
  const { columns = 6, limit = 24 } = options
  checkWhole('mistakesFigure', 'columns', columns)
  checkWhole('mistakesFigure', 'limit', limit)
  const extra = nameRoom((data.task ?? mnistTask).classes)
  const column = size + 36 + extra
  const drawn = data.mistakes.toSorted((a, b) => b.confidence - a.confidence || a.index - b.index).slice(0, limit)
  for (const { index } of drawn) checkIndex('mistakesFigure', index, count)
  return figure(
    {
      width: 2 * margin + Math.min(columns, drawn.length) * column - 36,
      height: bodyTop + Math.ceil(drawn.length / columns) * row + (drawn.length > 0 ? 8 : 4),
      title: options.title ?? 'Most confident mistakes',
      subtitle: options.subtitle ?? describe(drawn.length, data.mistakes.length, count, classNoun(data)),
    },
    drawn.map((mistake, index) =>
      drawMistake(
        data,
        mistake,
        extra,
        margin + (index % columns) * column,
        bodyTop + 12 + Math.floor(index / columns) * row,
      ),
    ),
  )
}

function describe(drawn: number, all: number, images: number, noun: string): string {
  const among = `among ${formatCount(images)} images`
  if (all === 0) return `No mistakes ${among}.`
  const shown = drawn < all ? `${drawn} of ${formatCount(all)} mistakes` : all === 1 ? '1 mistake' : `${all} mistakes`
  return `${shown} ${among}. Bars: probability of each ${noun}; the truth is boxed.`
}

function drawMistake(
  data: Mistakes,
  { index, truth, prediction, confidence }: Mistake,
  extra: number,
  x: number,
  y: number,
): string {
  const percent = formatPercent(confidence, 1)
  const names = probabilitiesOf('mistakesFigure', data, index).map((_, label) => nameOf(data, label))
  const read = `read ${names[prediction]}`
  const truthName = `truth ${names[truth]}`
  return element(
    'g',
    {},
    element('title', {}, escapeXml(`image ${index}: ${read} (${percent}), ${truthName}`)),
    drawDigit(data, index, x, y, size),
    drawFrame(x, y, size, false),
    text(x, y + size + 19, `read ${shortName(names[prediction]!)}`, { 'font-weight': 700, fill: colors.bad }),
    text(x + size + extra, y + size + 19, percent, { 'text-anchor': 'end' }),
    text(x, y + size + 36, `truth ${shortName(names[truth]!)}`, { 'font-weight': 700 }),
    text(x + size + extra, y + size + 35, `#${index}`, { 'text-anchor': 'end', 'font-size': 11, fill: colors.quiet }),
    drawBars(probabilitiesOf('mistakesFigure', data, index), names, truth, prediction, x, y + size + 44),
  )
}

/** Classes up to which a letter of each fits below its bar. */
const lettered = 15

/** Small bars, one per class; the probabilities stand on a common base line. Only names of one letter fit below, and not of many classes. */
function drawBars(
  probabilities: number[],
  names: readonly string[],
  truth: number,
  prediction: number,
  x: number,
  y: number,
): string {
  const step = size / probabilities.length
  const gap = Math.min(1, step / 4)
  const base = y + bars
  return [
    element('path', { d: `M${x},${base + 0.5}h${size}`, stroke: colors.quiet }),
    element('rect', {
      x: x + truth * step - 0.1,
      y: base + 3,
      width: step + 0.2,
      height: 12,
      rx: 1.5,
      fill: 'none',
      stroke: colors.ink,
    }),
    ...probabilities.map((probability, digit) =>
      [
        element('rect', {
          x: x + digit * step + gap,
          y: base - probability * bars,
          width: step - 2 * gap,
          height: probability * bars,
          fill: digit === prediction ? colors.bad : colors.quiet,
        }),
        names.length > lettered
          ? ''
          : text(x + (digit + 0.5) * step, base + 12, [...names[digit]!][0]!, {
              'text-anchor': 'middle',
              'font-size': 8.5,
              'font-weight': digit === truth || digit === prediction ? 700 : undefined,
              fill: digit === prediction ? colors.bad : digit === truth ? colors.ink : colors.quiet,
            }),
      ].join(''),
    ),
  ].join('')
}
