import type { ModelMetadata } from './metadata.js'

/** Of which class an image is, as a model is told to answer. */
export interface ClassChoice {
  /** Its number, or null where the model is not sure enough. */
  readonly label: number | null
  /** The highest of the probabilities, in [0, 1]. */
  readonly confidence: number
  /** Why there is no class, in plain English. */
  readonly reason?: string
}

/**
 * Chooses the likeliest class of an image, or none where it is less likely than the model's reject threshold.
 *
 * @param probabilities of the image, one for each class, in [0, 1]
 * @example const { label } = chooseClass(await classifier.predict(image), classifier.metadata)
 */
export function chooseClass(
  probabilities: ArrayLike<number>,
  { rejectThreshold = 0 }: Pick<ModelMetadata, 'rejectThreshold'>,
): ClassChoice {
  let best = 0
  for (let label = 1; label < probabilities.length; label++)
    if (probabilities[label]! > probabilities[best]!) best = label
  const confidence = probabilities[best]!
  if (confidence >= rejectThreshold) return { label: best, confidence }
  return { label: null, confidence, reason: 'this looks like none of the classes' }
}
