import type { Answered } from '../../../bench/handwriting/answered.js'

/** An answer of the set `drawn`, defaults to one of `predict`. */
export function answered(
  truth: string | null,
  answer: string | null,
  more: Partial<Omit<Answered, 'truth' | 'answer'>> = {},
): Answered {
  return {
    set: 'drawn',
    file: `drawn/${truth ?? 'none'}_000.png`,
    question: 'predict',
    truth,
    answer,
    confidence: answer === null ? 0 : 1,
    boxes: [],
    seconds: { decode: 0.01, read: 0.02 },
    ...more,
  }
}
