import type { Reader, Reading } from '../../src/model/reader.js'

/** What the pad is told: one reading, or one for each digit of a number. */
export interface Answer {
  /** From left to right and line by line; one where it is a single digit or none. */
  readonly digits: readonly Reading[]
  /** The lines of a number, `?` for each digit that is not sure; null for a single digit. */
  readonly lines: readonly string[] | null
}

/**
 * Reads a picture as one digit or as a number, whichever is the surer. A digit whose strokes lie apart may look like two, and
 * two ones side by side like an odd digit, so both are read; a number is as sure as its least sure digit.
 */
export async function chooseAnswer(
  reader: Reader,
  data: Uint8ClampedArray,
  width: number,
  height: number,
): Promise<Answer> {
  const { digits, lines } = await reader.readNumber(data, width, height)
  // All marks belong to one digit, so a reading as one digit would see the same.
  if (digits.length === 1) return { digits, lines: null }
  const number: Answer = { digits, lines }
  if (digits.length > 1 && least(digits) > 0.9 && digits.every(({ digit }) => digit !== null)) return number
  const one = await reader.classify(data, width, height)
  const single: Answer = { digits: [one], lines: null }
  // Marks of which not half are digits are no number.
  const sure = digits.filter(({ digit }) => digit !== null).length
  if (digits.length === 0 || sure * 2 < digits.length) return single
  return one.digit !== null && one.confidence > least(digits) ? single : number
}

function least(digits: readonly Reading[]): number {
  return Math.min(...digits.map(({ confidence }) => confidence))
}
