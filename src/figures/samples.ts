import { UsageError } from '../errors.js'
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
import { formatPercent } from './format.js'
import { bodyTop, colors, element, escapeXml, type FigureOptions, figure, margin, text } from './svg.js'

export interface Samples extends Digits {
  /** The true class of each image: [count]. */
  labels: ArrayLike<number>
  /** Which images to draw, in this order; by default the first ones. */
  indices?: ArrayLike<number>
}

export interface SamplesOptions extends FigureOptions {
  /** Images per row; 10 by default. */
  columns?: number
  /** At most so many images; 50 by default. */
  limit?: number
}

const size = 56
const row = size + 52

/**
 * Draws images in a grid, and under each what was read, with which probability, and the truth. Mistakes have a thick
 * frame and a cross.
 *
 * @param samples images, their labels and probabilities; `indices` picks which to draw
 * @returns the figure as an SVG document
 * @throws {UsageError} when the lengths do not fit together, an index names no image, or what is drawn is no probability
 * @example samplesFigure({ images, labels, probabilities, indices: [7, 8, 9] }, { columns: 3 })
 */
export function samplesFigure(samples: Samples, options: SamplesOptions = {}): string {
  const count = countDigits('samplesFigure', samples)
  const { labels, indices = Array.from({ length: count }, (_, index) => index) } = samples
  if (labels.length !== count) {
    throw new UsageError(`samplesFigure: expected ${count} labels, one per image, received ${labels.length}`)
  }
  const { columns = 10, limit = 50 } = options
  checkWhole('samplesFigure', 'columns', columns)
  checkWhole('samplesFigure', 'limit', limit)
  const extra = nameRoom((samples.task ?? mnistTask).classes)
  const column = size + 20 + extra
  const drawn = Array.from(indices).slice(0, limit)
  for (const index of drawn) checkIndex('samplesFigure', index, count)

  return figure(
    {
      width: 2 * margin + Math.min(columns, drawn.length) * column - 20,
      height: bodyTop + Math.ceil(drawn.length / columns) * row + margin - 14,
      title: options.title ?? 'Sample predictions',
      subtitle:
        options.subtitle ??
        `${classNoun(samples) === 'digit' ? 'Digit' : 'Class'} read and its probability; truth below. A cross marks a mistake.`,
    },
    drawn.map((index, slot) =>
      drawSample(
        samples,
        index,
        extra,
        margin + (slot % columns) * column,
        bodyTop + 10 + Math.floor(slot / columns) * row,
      ),
    ),
  )
}

function drawSample(samples: Samples, index: number, extra: number, x: number, y: number): string {
  const probabilities = probabilitiesOf('samplesFigure', samples, index)
  const confidence = Math.max(...probabilities)
  const prediction = probabilities.indexOf(confidence)
  const truth = samples.labels[index]!
  const mistake = prediction !== truth
  const read = nameOf(samples, prediction)
  const truthName = `truth ${nameOf(samples, truth)}`
  const percent = formatPercent(confidence, 1)
  return element(
    'g',
    {},
    element('title', {}, escapeXml(`image ${index}: read ${read} (${percent}), ${truthName}`)),
    drawDigit(samples, index, x, y, size),
    drawFrame(x, y, size, mistake),
    text(x, y + size + 18, shortName(read), {
      'font-size': 15,
      'font-weight': 700,
      fill: mistake ? colors.bad : colors.ink,
    }),
    text(x + size + extra, y + size + 18, percent, { 'text-anchor': 'end', 'font-size': 12 }),
    text(x, y + size + 33, `truth ${shortName(nameOf(samples, truth))}`, {
      'font-size': 12,
      'font-weight': mistake ? 700 : undefined,
      fill: mistake ? colors.ink : colors.quiet,
    }),
  )
}
