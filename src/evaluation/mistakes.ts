import { mnistTask } from '../task.js'
import { expectLabels, predictedClasses } from './predictions.js'

/** An image that was classified wrong. */
export interface Mistake {
  /** The image's place, from 0. */
  index: number
  /** The true class. */
  truth: number
  /** The predicted class. */
  prediction: number
  /** The probability given to the prediction, in [0, 1]. */
  confidence: number
}

/**
 * Lists the images classified wrong, the most confident mistake first: those tell most about the model and about the
 * labels. Equally confident ones come in the order of the images.
 *
 * @param probabilities Rows one after the other, values in [0, 1]: [count, classes].
 * @param labels The true classes, in [0, classes): [count].
 * @param classes How many classes there are, a whole number in [1, 256]. Defaults to the 10 of MNIST.
 * @throws {UsageError} when lengths do not fit, a value is not a probability or a label is out of range.
 * @example rankMistakes(Float32Array.of(0.9, 0.1, 0.6, 0.4), Uint8Array.of(0, 1), 2)
 * // [{ index: 1, truth: 1, prediction: 0, confidence: 0.6 }], as close as 32 bits come
 */
export function rankMistakes(
  probabilities: Float32Array,
  labels: Uint8Array,
  classes = mnistTask.classes.length,
): Mistake[] {
  const predictions = predictedClasses(probabilities, classes) // [count]
  expectLabels(labels, predictions.length, classes)
  const mistakes: Mistake[] = []
  predictions.forEach((prediction, index) => {
    const truth = labels[index]!
    if (prediction === truth) return
    mistakes.push({ index, truth, prediction, confidence: probabilities[index * classes + prediction]! })
  })
  return mistakes.sort((a, b) => b.confidence - a.confidence)
}
