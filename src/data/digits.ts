import { UsageError } from '../errors.js'
import { randomStream, shuffledIndices } from '../random.js'
import { parseIdxImages, parseIdxLabels } from './idx.js'

/** Height and width of every image in pixels. */
export const imageSide = 28
/** Pixels in one image. */
export const imagePixels = imageSide * imageSide

/** Labelled images of digits. */
export interface Digits {
  /** Raw pixels, 0 (paper) to 255 (ink), image after image and row after row: [count, 28, 28]. */
  images: Uint8Array
  /** The digit each image shows, 0 to 9: [count]. */
  labels: Uint8Array
  /** How many images. */
  count: number
}

/** The bytes of a file, with its name for the errors. */
export interface NamedBytes {
  name: string
  bytes: Uint8Array
}

/**
 * Puts a file of images and its file of labels together.
 *
 * @param images An IDX file of images, 28 × 28 pixels each, not compressed.
 * @param labels The IDX file of their labels, not compressed.
 * @returns Views of the two files, not copies.
 * @throws {UsageError} when a file is not what it should be, the images are not 28 × 28, or the counts differ.
 * @example digitsFromIdx({ name: 'images', bytes: imageBytes }, { name: 'labels', bytes: labelBytes })
 */
export function digitsFromIdx(images: NamedBytes, labels: NamedBytes): Digits {
  const { count, rows, columns, pixels } = parseIdxImages(images.bytes, images.name)
  if (rows !== imageSide || columns !== imageSide) {
    throw new UsageError(`${images.name}: expected images of 28 × 28 pixels, received ${rows} × ${columns}`)
  }
  const digits = parseIdxLabels(labels.bytes, labels.name)
  if (digits.length !== count) {
    throw new UsageError(
      `${labels.name}: expected ${count} labels, as many as ${images.name}, received ${digits.length}`,
    )
  }
  return { images: pixels, labels: digits, count }
}

/**
 * The first digits.
 *
 * @param digits The digits to take from; they stay as they are.
 * @param limit How many to take, a whole number from 1; all of them where there are fewer.
 * @returns Views of the same memory, not copies.
 * @throws {UsageError} when the limit is not a whole number from 1.
 * @example takeDigits(training, 1000).count // 1000
 */
export function takeDigits(digits: Digits, limit: number): Digits {
  if (!Number.isInteger(limit) || limit < 1)
    throw new UsageError(`limit: expected a whole number from 1, received ${limit}`)
  const count = Math.min(limit, digits.count)
  return { images: digits.images.subarray(0, count * imagePixels), labels: digits.labels.subarray(0, count), count }
}

/**
 * The digits at the given places, in the given order.
 *
 * @param digits The digits to choose from; they stay as they are.
 * @param indices Places in [0, digits.count); one may come more than once.
 * @returns Copies.
 * @throws {UsageError} when a place is out of range.
 * @example selectDigits(test, [947, 1621]).labels
 */
export function selectDigits(digits: Digits, indices: ArrayLike<number>): Digits {
  const count = indices.length
  const images = new Uint8Array(count * imagePixels)
  const labels = new Uint8Array(count)
  for (let place = 0; place < count; place++) {
    const index = indices[place]!
    if (!Number.isInteger(index) || index < 0 || index >= digits.count) {
      throw new UsageError(`indices: expected whole numbers in [0, ${digits.count}), received ${index}`)
    }
    images.set(digits.images.subarray(index * imagePixels, (index + 1) * imagePixels), place * imagePixels)
    labels[place] = digits.labels[index]!
  }
  return { images, labels, count }
}

/**
 * Holds some digits back for choosing between recipes, so that the test set is read once, at the very end. Which ones
 * are held back depends on the seed alone; both parts keep the order of the originals.
 *
 * @param digits The digits to divide; they stay as they are.
 * @param options.validation How many to hold back: a whole number (not a fraction) in [0, digits.count).
 * @param options.seed The same seed always holds the same digits back.
 * @returns Copies; with a validation of 0, `training` is `digits` itself.
 * @throws {UsageError} when `validation` is out of range.
 * @example const { training, validation } = splitDigits(mnist.training, { validation: 5000, seed: 1 })
 */
export function splitDigits(
  digits: Digits,
  { validation, seed }: { validation: number; seed: number },
): { training: Digits; validation: Digits } {
  if (!Number.isInteger(validation) || validation < 0 || validation >= digits.count) {
    throw new UsageError(
      `validation: expected a whole number of images in [0, ${digits.count}), received ${validation}`,
    )
  }
  if (validation === 0) return { training: digits, validation: selectDigits(digits, []) }
  const indices = shuffledIndices(digits.count, randomStream(seed, 'validation'))
  return {
    training: selectDigits(digits, indices.subarray(validation).sort()),
    validation: selectDigits(digits, indices.subarray(0, validation).sort()),
  }
}

/**
 * Puts digits behind others.
 *
 * @returns New digits; those given are left as they are.
 * @example joinDigits(training, drawWrittenDigits(4000, 0))
 */
export function joinDigits(first: Digits, second: Digits): Digits {
  const count = first.count + second.count
  const images = new Uint8Array(count * imagePixels)
  images.set(first.images.subarray(0, first.count * imagePixels))
  images.set(second.images, first.count * imagePixels)
  const labels = new Uint8Array(count)
  labels.set(first.labels.subarray(0, first.count))
  labels.set(second.labels, first.count)
  return { images, labels, count }
}
