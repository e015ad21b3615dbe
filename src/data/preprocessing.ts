import { UsageError } from '../errors.js'
import { mnistTask } from '../task.js'

/**
 * Brings raw pixels from 0–255 to [0, 1].
 *
 * @param pixels Raw pixels, of any number of images.
 * @returns A new array of the same length.
 * @example normalize(Uint8Array.of(0, 255)) // Float32Array [0, 1]
 */
export function normalize(pixels: Uint8Array): Float32Array {
  const values = new Float32Array(pixels.length)
  for (let i = 0; i < values.length; i++) values[i] = pixels[i]! / 255
  return values
}

/**
 * Subtracts the mean and divides by the standard deviation, so that the values have mean 0 and deviation 1 where the
 * two describe them.
 *
 * @param values Values of any number of images, for the constants of MNIST in [0, 1].
 * @param statistics.mean Default: that of MNIST, 0.1307.
 * @param statistics.deviation Above 0. Default: that of MNIST, 0.3081.
 * @returns A new array of the same length.
 * @throws {UsageError} when the mean is not finite or the deviation is not above 0.
 * @example standardize(normalize(digits.images))
 */
export function standardize(
  values: Float32Array,
  { mean = mnistTask.mean[0]!, deviation = mnistTask.deviation[0]! }: { mean?: number; deviation?: number } = {},
): Float32Array {
  if (!Number.isFinite(mean)) throw new UsageError(`mean: expected a finite number, received ${mean}`)
  if (!Number.isFinite(deviation) || deviation <= 0) {
    throw new UsageError(`deviation: expected a finite number above 0, received ${deviation}`)
  }
  const standardized = new Float32Array(values.length)
  for (let i = 0; i < standardized.length; i++) standardized[i] = (values[i]! - mean) / deviation
  return standardized
}

/**
 * Turns labels into rows that are 1 at the label and 0 elsewhere.
 *
 * @param labels Labels in [0, classes).
 * @param classes How many classes there are, a whole number from 1. Defaults to the 10 of MNIST.
 * @returns Rows one after the other: [labels.length, classes].
 * @throws {UsageError} when a label or the number of classes is out of range.
 * @example oneHot(Uint8Array.of(2, 0), 3) // Float32Array [0, 0, 1, 1, 0, 0]
 */
export function oneHot(labels: Uint8Array, classes = mnistTask.classes.length): Float32Array {
  if (!Number.isInteger(classes) || classes < 1) {
    throw new UsageError(`classes: expected a whole number from 1, received ${classes}`)
  }
  const rows = new Float32Array(labels.length * classes)
  labels.forEach((label, index) => {
    if (label >= classes) {
      throw new UsageError(`labels: expected labels in [0, ${classes}), received ${label} at index ${index}`)
    }
    rows[index * classes + label] = 1
  })
  return rows
}
