import { LOGIT_BITS } from './quantizedModel.js'

/** 2^(-i / 2^LOGIT_BITS) in 16 bits. */
export const powers = Uint16Array.from({ length: 2 ** LOGIT_BITS }, (_, i) =>
  Math.round(65535 * 2 ** (-i / 2 ** LOGIT_BITS)),
)

/**
 * The probabilities of logits in 8 bits, as the exported C computes them without floating point: 255 is certain.
 *
 * @param logits to base 2, with `LOGIT_BITS` after the point: [images × classes]
 * @returns [images × classes]
 * @example const scores = scoresOf(predictQuantized(quantized, images), 10)
 */
export function scoresOf(logits: Int32Array, classes: number): Uint8Array {
  const scores = new Uint8Array(logits.length)
  for (let start = 0; start < logits.length; start += classes) {
    const row = logits.subarray(start, start + classes)
    const largest = row.reduce((most, value) => Math.max(most, value))
    const weights = Array.from(row, value => {
      const [below, whole] = [largest - value, (largest - value) >> LOGIT_BITS]
      return whole > 15 ? 0 : powers[below & (2 ** LOGIT_BITS - 1)]! >> whole
    })
    const sum = weights.reduce((total, weight) => total + weight, 0)
    for (const [i, weight] of weights.entries())
      scores[start + i] = Math.floor((weight * 255 + Math.floor(sum / 2)) / sum)
  }
  return scores
}
