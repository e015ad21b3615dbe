import { UsageError } from '../errors.js'
import { type Digits, imagePixels } from './digits.js'

/**
 * Counts the images of each class.
 *
 * @param labels The classes, in [0, classes): [count].
 * @param classes How many classes there are. Default: 10.
 * @returns One count for each class: [classes].
 * @throws {UsageError} when a label is out of range.
 * @example countLabels(Uint8Array.of(1, 0, 1), 2) // [1, 2]
 */
export function countLabels(labels: Uint8Array, classes = 10): number[] {
  const counts = new Array<number>(classes).fill(0)
  labels.forEach((label, index) => {
    if (label >= classes) {
      throw new UsageError(`labels: expected labels in [0, ${classes}), received ${label} at index ${index}`)
    }
    counts[label]! += 1
  })
  return counts
}

/**
 * The mean image of each digit: what all images of a class have in common.
 *
 * @param digits The images to average.
 * @returns Means of the raw pixels, 0–255, digit after digit: [10, 28, 28]; zeros for a digit that has no image.
 * @throws {UsageError} when a label is not a digit.
 * @example meanDigits(training).subarray(3 * 784, 4 * 784) // the mean 3
 */
export function meanDigits({ images, labels }: Digits): Float32Array {
  const counts = countLabels(labels)
  const means = new Float32Array(counts.length * imagePixels)
  labels.forEach((label, index) => {
    for (let pixel = 0; pixel < imagePixels; pixel++) {
      means[label * imagePixels + pixel]! += images[index * imagePixels + pixel]! / counts[label]!
    }
  })
  return means
}
