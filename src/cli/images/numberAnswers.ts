import { formatPercent } from '../../figures/format.js'
import { noDigits, numberAnswer, unreadable } from '../../model/answers.js'
import type { NumberReading, Reader } from '../../model/reader.js'
import { decodeImage } from '../../node/decodeImage.js'
import type { DecodedImage } from '../../node/decodePixels.js'
import type { ImageOptions } from '../sharedOptions.js'
import { answerFiles } from './answerFiles.js'
import { nameWidth } from './answerText.js'
import { explanationNames } from './explanationNames.js'
import type { ImageSource } from './imageFiles.js'

/** A number as it was read, and how much larger the file is than what was read. */
interface Read {
  readonly reading: NumberReading
  readonly scale: number
}

/**
 * Prints the number in each image.
 *
 * @returns the exit code
 */
export async function answerNumbers(
  sources: readonly ImageSource[],
  reader: Reader,
  { json, explain }: Pick<ImageOptions, 'json' | 'explain'>,
): Promise<number> {
  const width = nameWidth(sources)
  return answerFiles<DecodedImage, Read>(sources, {
    open: decodeImage,
    answer: images =>
      Promise.all(
        images.map(async ({ data, width, height, scale }) => ({
          reading: await reader.readNumber(data, width, height, { stages: explain !== undefined }),
          scale,
        })),
      ),
    ...(explain !== undefined && { conclude: await explainer(explain, sources) }),
    tell: (source, read) =>
      json
        ? JSON.stringify({ file: source.path, ...numberAnswer(read.reading, read.scale) })
        : describeNumber(source, read.reading, width),
    tellFailure: (source, reason) =>
      json ? JSON.stringify({ file: source.path, ...unreadable.number(reason) }) : undefined,
  })
}

async function explainer(folder: string, sources: readonly ImageSource[]) {
  const [{ createExplanationFolder }, { explainNumber }] = await Promise.all([
    import('../explain/explanation.js'),
    import('../explain/explainNumber.js'),
  ])
  await createExplanationFolder(folder)
  const names = explanationNames(sources)
  return (source: ImageSource, image: DecodedImage, { reading }: Read) =>
    explainNumber({ folder, name: names.get(source)!, title: source.name }, image, reading)
}

/** That all digits are right, as if each were right or wrong for itself; 0 of none. */
function confidenceOf(digits: NumberReading['digits']): number {
  return digits.length === 0 ? 0 : digits.reduce((product, { confidence }) => product * confidence, 1)
}

/** One line: the name, what is written, how sure it is; of several lines, each below the first; and how much was left out. */
function describeNumber({ name }: ImageSource, { lines, digits, unread }: NumberReading, width: number): string {
  const { length } = unread
  const leftOut = length === 0 ? '' : `   (${length} ${length === 1 ? 'place' : 'places'} left out that may be a digit)`
  if (digits.length === 0) return `${name.padEnd(width)}  ${noDigits}${leftOut}`
  const columns = Math.max(...lines.map(line => line.length))
  const described = lines
    .map((line, index) => {
      const confidence = confidenceOf(digits.filter(digit => digit.line === index))
      return `${(index === 0 ? name : '').padEnd(width)}  ${line.padEnd(columns)}  ${formatPercent(confidence, 1).padStart(7)}`
    })
    .join('\n')
  return described + leftOut
}
