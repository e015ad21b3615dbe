import { type ClassAnswer, type DigitAnswer, type NumberAnswer, unreadable } from '../../model/answers.js'
import { readHeader } from '../../node/decodePixels.js'
import { expectImage, Unreadable } from '../../node/imageErrors.js'
import { startLength } from '../../node/imageKinds.js'
import { describeTask, isDigitTask } from '../../task.js'
import type { Abandonment } from '../abandonment.js'
import { Problem } from '../http/problem.js'
import type { ServedModel } from '../models/servedModel.js'
import type { SentPicture, SentPictures } from './pictures.js'

/** What is asked of a picture: which class it shows, or which number. */
export type Question = 'classify' | 'read'

type Answer = DigitAnswer | ClassAnswer | NumberAnswer

/**
 * Answers the pictures of a request as the command line would. One picture that cannot be read is a problem; among several, it is an
 * answer with the reason.
 *
 * @throws {Problem} 413 where a picture has too many pixels, 422 where the only one cannot be read, or the model reads no digits
 */
export async function answerPictures(
  question: Question,
  model: ServedModel,
  { pictures, isList }: SentPictures,
  { pixels, abandonment }: { readonly pixels: number; readonly abandonment: Abandonment },
): Promise<Answer | { readonly answers: readonly (Answer & { readonly file?: string })[] }> {
  const { task } = model.metadata
  if (question === 'read' && !isDigitTask(task))
    throw new Problem(422, `expected a model of handwritten digits, received one of ${describeTask(task)}`)
  await Promise.all(pictures.map(({ content }) => expectPixels(content, pixels)))
  const answer = ({ content }: SentPicture): Promise<Answer> => model[question](content, abandonment)
  if (!isList) return answer(pictures[0]!)
  const answers = await Promise.all(
    pictures.map(async picture => ({
      ...(picture.file !== undefined && { file: picture.file }),
      ...(await answer(picture).catch(error => withReason(question, model, error))),
    })),
  )
  return { answers }
}

function withReason(question: Question, { metadata }: ServedModel, error: { code?: string; message: string }): Answer {
  if (error.code !== 'ERR_MNIST_IMAGE') throw error
  if (question === 'read') return unreadable.number(error.message)
  return isDigitTask(metadata.task)
    ? unreadable.digit(error.message)
    : unreadable.class(error.message, metadata.classes.length)
}

/** A picture that is decoded row by row says its size first; the others are decoded by a process that takes no more than it may. */
async function expectPixels(content: Uint8Array, limit: number): Promise<void> {
  let size: number
  try {
    if (expectImage(content.subarray(0, startLength)).read !== 'rowByRow') return
    const { width, height } = await readHeader(content)
    size = width * height
  } catch (error) {
    if (error instanceof Unreadable && error.message.includes('megapixels')) throw new Problem(413, error.message)
    return // whoever decodes it says what is wrong
  }
  if (size > limit)
    throw new Problem(413, `expected a picture of at most ${limit / 1e6} megapixels, received ${size / 1e6}`)
}
