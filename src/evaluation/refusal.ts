import { UsageError } from '../errors.js'

/**
 * The highest probability of each row: how sure a model is of its answer.
 *
 * @param probabilities Rows one after the other, values in [0, 1]: [count, classes].
 * @returns [count]
 */
export function confidences(probabilities: Float32Array, classes: number): Float32Array {
  const found = new Float32Array(probabilities.length / classes)
  for (let i = 0; i < probabilities.length; i++) {
    const row = Math.floor(i / classes)
    if (probabilities[i]! > found[row]!) found[row] = probabilities[i]!
  }
  return found
}

/**
 * The confidence below which a given share of answers lies: whoever refuses them refuses that share of such images.
 *
 * @param confidences How sure the model is of each held-out digit, in [0, 1], at least one.
 * @param share The share of digits that may be refused, in [0, 1).
 * @throws {UsageError} when nothing was given or the share is out of range.
 * @example refusalThreshold(confidences(await classifier.predict(heldOut.images)), 0.005)
 */
export function refusalThreshold(confidences: Float32Array, share: number): number {
  if (confidences.length === 0) throw new UsageError('confidences: expected at least 1, received 0')
  if (!(share >= 0 && share < 1)) throw new UsageError(`share: expected a fraction in [0, 1), received ${share}`)
  return Float32Array.from(confidences).sort()[Math.floor(share * confidences.length)]!
}

/** The share of answers that a threshold refuses, in [0, 1]. */
export function refusedShare(confidences: Float32Array, threshold: number): number {
  return confidences.reduce((count, confidence) => count + (confidence < threshold ? 1 : 0), 0) / confidences.length
}
