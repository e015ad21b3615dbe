import type { Reader, Reading } from '../../src/model/reader.js'

/** What the pad shows: one reading, or one for each digit of a number. */
export interface Answer {
  /** From left to right and line by line; one where it is a single digit or none. */
  readonly digits: readonly Reading[]
  /** The lines of a number, `?` for each digit that is not sure; null for a single digit. */
  readonly lines: readonly string[] | null
}

/** Reads a picture as a number; as one digit where no other was found, or where not half of what was found is sure. */
export async function chooseAnswer(
  reader: Reader,
  data: Uint8ClampedArray,
  width: number,
  height: number,
): Promise<Answer> {
  const { digits, lines } = await reader.readNumber(data, width, height)
  if (digits.length === 1) return { digits, lines: null }
  const sure = digits.filter(({ digit }) => digit !== null).length
  if (digits.length > 1 && sure * 2 >= digits.length) return { digits, lines }
  return { digits: [await reader.classify(data, width, height)], lines: null }
}
