import { UsageError } from '../errors.js'

// Rounding lets the largest probability of a softmax come out a little above 1, on WebGPU more than elsewhere.
const tolerance = 1e-4

/**
 * The most probable class of each row; of equals, the lowest.
 *
 * @param probabilities Rows one after the other, values in [0, 1]: [count, classes].
 * @param classes How many classes there are, a whole number from 1.
 * @returns One class per row: [count].
 * @throws {UsageError} when the length is no multiple of `classes`, or a value is not a probability (not a number, below 0 or
 * above 1).
 * @example predictedClasses(Float32Array.of(0.1, 0.9, 0.5, 0.5), 2) // Uint8Array [1, 0]
 */
export function predictedClasses(probabilities: Float32Array, classes: number): Uint8Array {
  if (!Number.isInteger(classes) || classes < 1 || classes > 256) {
    throw new UsageError(`classes: expected a whole number in [1, 256], received ${classes}`)
  }
  if (probabilities.length % classes !== 0) {
    throw new UsageError(`probabilities: expected rows of ${classes} values, received ${probabilities.length} values`)
  }
  const predictions = new Uint8Array(probabilities.length / classes)
  for (let row = 0; row < predictions.length; row++) {
    let best = 0
    for (let k = 0; k < classes; k++) {
      const probability = probabilities[row * classes + k]!
      // Written so that NaN, which compares as false with everything, is refused too.
      if (!(probability >= 0 && probability <= 1 + tolerance)) {
        throw new UsageError(
          `probabilities: expected values in [0, 1], received ${probability} for image ${row} and class ${k}`,
        )
      }
      if (probability > probabilities[row * classes + best]!) best = k
    }
    predictions[row] = best
  }
  return predictions
}

/**
 * Makes sure that labels belong to the rows of probabilities.
 *
 * @param labels The true classes: [count].
 * @param count How many rows of probabilities there are.
 * @param classes How many classes there are.
 * @throws {UsageError} when there are more or fewer labels than rows, or a label is not below `classes`.
 */
export function expectLabels(labels: Uint8Array, count: number, classes: number): void {
  if (labels.length !== count) {
    throw new UsageError(
      `labels: expected ${count} labels, one per row of ${classes} probabilities, received ${labels.length}`,
    )
  }
  const wrong = labels.findIndex(label => label >= classes)
  if (wrong >= 0) {
    throw new UsageError(`labels: expected labels in [0, ${classes}), received ${labels[wrong]} at index ${wrong}`)
  }
}
