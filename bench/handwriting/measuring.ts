import { join } from 'node:path'
import type { Box, DecodedImage } from '../../src/index.js'
import { type Answered, keyOf } from './answered.js'
import type { PictureAnswer, PictureReader } from './readers.js'
import type { LabeledPicture, PictureSet, Question } from './sets.js'

/** Pictures that are decoded at the same time, and read in one batch. */
const batchSize = 16

/** Asks the reader for what is not known yet, and yields the answers as they come, a batch at a time. */
export async function* answersOf(
  { reader, data }: { readonly reader: PictureReader; readonly data: string },
  { questions, pictures }: PictureSet,
  known: { has(key: string): boolean },
): AsyncGenerator<Answered[]> {
  for (const question of questions) {
    const open = pictures.filter(({ file }) => !known.has(keyOf({ question, file })))
    for (let start = 0; start < open.length; start += batchSize)
      yield await ask(reader, data, question, open.slice(start, start + batchSize))
  }
}

async function ask(
  reader: PictureReader,
  data: string,
  question: Question,
  pictures: readonly LabeledPicture[],
): Promise<Answered[]> {
  const started = performance.now()
  const decoded = await Promise.all(
    pictures.map(({ file }) => reader.decode(join(data, file)).catch((error: Error) => error)),
  )
  const middle = performance.now()
  const images = decoded.filter((image): image is DecodedImage => !(image instanceof Error))
  const answers = question === 'predict' ? await reader.predict(images) : await inTurn(images, reader.read)
  const seconds = {
    decode: (middle - started) / 1000 / pictures.length,
    read: (performance.now() - middle) / 1000 / pictures.length,
  }
  return pictures.map((picture, index) => {
    const image = decoded[index]!
    const told = image instanceof Error ? unread(image) : record(answers.shift()!, image.scale)
    return { ...picture, question, ...told, seconds }
  })
}

async function inTurn<T, R>(values: readonly T[], answer: (value: T) => Promise<R>): Promise<R[]> {
  const answers: R[] = []
  for (const value of values) answers.push(await answer(value))
  return answers
}

type Told = Pick<Answered, 'answer' | 'confidence' | 'reason' | 'boxes'>

/** A file that cannot be decoded is not read, as by the command line. */
const unread = ({ message }: Error): Told => ({ answer: null, confidence: 0, reason: message, boxes: [] })

function record({ answer, confidence, reason, digits }: PictureAnswer, scale: number): Told {
  const boxes = digits.flatMap(({ box }) => (box ? [inFile(box, scale)] : []))
  return { answer, confidence, ...(reason !== undefined && { reason }), boxes }
}

function inFile({ x, y, width, height }: Box, scale: number): Box {
  const [left, top, right, bottom] = [x, y, x + width, y + height].map(value => Math.round(value * scale))
  return { x: left!, y: top!, width: right! - left!, height: bottom! - top! }
}
