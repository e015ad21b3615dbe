import { UsageError } from '../errors.js'
import { mnistTask } from '../task.js'
import { type Digits, pixelsPerImage } from './digits.js'

/**
 * Counts the images of each class.
 *
 * @param labels The classes, in [0, classes): [count].
 * @param classes How many classes there are. Defaults to the 10 of MNIST.
 * @returns One count for each class: [classes].
 * @throws {UsageError} when a label is out of range.
 * @example countLabels(Uint8Array.of(1, 0, 1), 2) // [1, 2]
 */
export function countLabels(labels: Uint8Array, classes = mnistTask.classes.length): number[] {
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
 * The mean image of each class: what all images of a class have in common.
 *
 * @param digits The images to average, at least one.
 * @param classes How many classes there are. Defaults to the 10 of MNIST.
 * @returns Means of the raw pixels, 0–255, class after class: [classes, ...shape of an image]; zeros for a class that has no image.
 * @throws {UsageError} when a label is out of range.
 * @example meanDigits(training).subarray(3 * 784, 4 * 784) // the mean 3
 */
export function meanDigits(digits: Digits, classes = mnistTask.classes.length): Float32Array {
  const { images, labels } = digits
  const size = pixelsPerImage(digits)
  const counts = countLabels(labels, classes)
  const means = new Float32Array(classes * size)
  labels.forEach((label, index) => {
    for (let pixel = 0; pixel < size; pixel++) {
      means[label * size + pixel]! += images[index * size + pixel]! / counts[label]!
    }
  })
  return means
}
