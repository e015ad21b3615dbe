import type { Guess } from './pageData.js'

/** The most probable readings of one image, the surest first; of equals, the lowest digit. */
export function topGuesses(probabilities: Float32Array, index: number, count: number): Guess[] {
  return Array.from({ length: 10 }, (_, digit) => guessOf(probabilities, index, digit))
    .sort((a, b) => b.probability - a.probability || a.digit - b.digit)
    .slice(0, count)
}

/** One reading of an image; `text` is the digit unless told. */
export function guessOf(probabilities: Float32Array, index: number, digit: number, text = String(digit)): Guess {
  const probability = Math.min(1, probabilities[index * 10 + digit]!) // 32-bit softmax may end a little above 1
  // Six places are more than is ever shown, and short in a file; what is not all must not become all.
  const rounded = Math.round(probability * 1e6) / 1e6
  return { text, digit, probability: rounded === 1 && probability < 1 ? 0.999999 : rounded }
}
