import type { Box } from '../../src/reading/picture.js'
import type { LabeledPicture, Question } from './sets.js'

/** What the reader answered to a picture. */
export interface Answered extends LabeledPicture {
  readonly question: Question
  /** Digits, `?` for each that is not sure, lines parted by a line feed; null where nothing was read. */
  readonly answer: string | null
  /** That the whole answer is right, in [0, 1]. */
  readonly confidence: number
  readonly reason?: string
  /** Where the digits lie, in pixels of the upright file. */
  readonly boxes: readonly Box[]
  /** This picture's share of the time for decoding, and for reading, its batch. */
  readonly seconds: { readonly decode: number; readonly read: number }
}

/** What was asked of which picture, in a word. */
export const keyOf = ({ question, file }: Pick<Answered, 'question' | 'file'>) => `${question} ${file}`

/** Whether the answer is the truth, whole. */
export const isRight = ({ answer, truth }: Pick<Answered, 'answer' | 'truth'>) => answer === truth

/** Whether the reader did not say what the picture shows, or not of all digits. */
export const isRefused = ({ answer }: Pick<Answered, 'answer'>) => answer === null || answer.includes('?')
