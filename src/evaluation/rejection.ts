import { UsageError } from '../errors.js'

/**
 * The highest probability of each row: the confidence of each prediction.
 *
 * @param probabilities Rows one after the other, values in [0, 1]: [count, classes].
 * @returns [count]
 */
export function confidences(probabilities: Float32Array, classes: number): Float32Array {
  const highest = new Float32Array(probabilities.length / classes)
  for (let i = 0; i < probabilities.length; i++) {
    const row = Math.floor(i / classes)
    if (probabilities[i]! > highest[row]!) highest[row] = probabilities[i]!
  }
  return highest
}

/**
 * Fits the threshold of a reject option (Chow 1970, On optimum recognition error and reject tradeoff): the confidence below which a given fraction of predictions lies.
 *
 * @param confidences of the predictions on held-out images, in [0, 1], at least one.
 * @param fraction The fraction of the images that may be rejected, in [0, 1).
 * @throws {UsageError} when nothing was given or the share is out of range.
 * @example fitRejectThreshold(confidences(await classifier.predict(heldOut.images)), 0.005)
 */
export function fitRejectThreshold(confidences: Float32Array, fraction: number): number {
  if (confidences.length === 0) throw new UsageError('confidences: expected at least 1, received 0')
  if (!(fraction >= 0 && fraction < 1))
    throw new UsageError(`share: expected a fraction in [0, 1), received ${fraction}`)
  return Float32Array.from(confidences).sort()[Math.floor(fraction * confidences.length)]!
}

/** The fraction of predictions that a threshold rejects, in [0, 1]. */
export function rejectedFraction(confidences: Float32Array, threshold: number): number {
  return confidences.reduce((count, confidence) => count + (confidence < threshold ? 1 : 0), 0) / confidences.length
}
