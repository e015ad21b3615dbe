import { UsageError } from '../errors.js'
import { mnistTask } from '../task.js'
import { type ClassEvaluation, confusionMatrix, evaluateClasses } from './confusion.js'
import { meanCrossEntropy } from './crossEntropy.js'
import { expectLabels, predictedClasses } from './predictions.js'
import { wilsonInterval95 } from './wilson.js'

/** How well probabilities agree with the true classes. */
export interface Evaluation {
  /** How many images were classified. */
  count: number
  /** How many of them were classified right. */
  correct: number
  /** `correct / count`, a fraction in [0, 1]. */
  accuracy: number
  /** Mean categorical cross-entropy in nats, probabilities kept in [1e-7, 1 - 1e-7] as Keras does. */
  loss: number
  /** The 95 % Wilson score interval of the accuracy: lower and upper bound, fractions in [0, 1]. */
  interval95: [low: number, high: number]
  /** A row per true class, a column per predicted class: [classes, classes]. */
  confusion: number[][]
  /** Precision, recall and F1 of every class. */
  perClass: ClassEvaluation[]
}

/**
 * Compares probabilities with the true classes. The prediction is the most probable class; of equals, the lowest. All
 * figures are sums over the images divided once, so they do not depend on how the images were batched.
 *
 * @param probabilities Rows one after the other, values in [0, 1]: [count, classes].
 * @param labels The true classes, in [0, classes): [count], at least one.
 * @param classes How many classes there are, a whole number in [1, 256]. Defaults to the 10 of MNIST.
 * @throws {UsageError} when lengths do not fit, nothing was given, a value is not a probability or a label is out of range.
 * @example evaluateProbabilities(Float32Array.of(0.9, 0.1, 0.6, 0.4), Uint8Array.of(0, 1), 2).accuracy // 0.5
 */
export function evaluateProbabilities(
  probabilities: Float32Array,
  labels: Uint8Array,
  classes = mnistTask.classes.length,
): Evaluation {
  const predictions = predictedClasses(probabilities, classes) // [count]
  const count = predictions.length
  expectLabels(labels, count, classes)
  if (count === 0) throw new UsageError('labels: expected at least 1 label, received 0')
  const confusion = confusionMatrix(labels, predictions, classes) // [classes, classes]
  const correct = confusion.reduce((sum, row, label) => sum + row[label]!, 0)
  return {
    count,
    correct,
    accuracy: correct / count,
    loss: meanCrossEntropy(probabilities, labels, classes),
    interval95: wilsonInterval95(correct, count),
    confusion,
    perClass: evaluateClasses(confusion),
  }
}
