import type { Reader, Reading } from '../../src/model/reader.js'
import type { Box } from '../../src/reading/picture.js'

/** What the pad shows: one reading, or one for each digit of a number. A model of another task has the number of a class for the digit. */
export interface Answer {
  /** From left to right and line by line; one where it is a single digit or none. */
  readonly digits: readonly Reading[]
  /** The lines of a number, `?` for each digit that is not sure; null for a single digit. */
  readonly lines: readonly string[] | null
  /** Where something was seen that may be a digit and was not read, in pixels of the picture. */
  readonly unread: readonly Box[]
}

/** Reads a picture as a number; as one digit where no other was found, or where not half of what was found is sure. */
export async function chooseAnswer(
  reader: Reader,
  data: Uint8ClampedArray,
  width: number,
  height: number,
): Promise<Answer> {
  const { digits, lines, unread } = await reader.readNumber(data, width, height)
  if (digits.length === 1) return { digits, lines: null, unread }
  const sure = digits.filter(({ digit }) => digit !== null).length
  if (digits.length > 1 && sure * 2 >= digits.length) return { digits, lines, unread }
  return { digits: [await reader.classify(data, width, height)], lines: null, unread: [] }
}
