import { DataError, UsageError } from '../errors.js'
import { randomStream, shuffledIndices } from '../random.js'
import { describeImage, imageSize, mnistTask, type Task } from '../task.js'
import { parseIdxImages, parseIdxLabels } from './idx.js'

/** Labeled images, all of one shape. */
export interface Digits {
  /**
   * Raw pixels, for digits 0 (paper) to 255 (ink), image after image, each row after row: [count, height, width], or
   * [count, channels, height, width] where there are several channels.
   */
  images: Uint8Array
  /** The class of each image, for digits the one it shows: [count]. */
  labels: Uint8Array
  /** How many images. */
  count: number
  /** What images belong together, such as those of one writer: a number for each image, [count]. Defaults to nothing known. */
  groups?: Int32Array
}

/** The bytes of a file, with its name for the errors. */
export interface NamedBytes {
  name: string
  bytes: Uint8Array
}

/** How many values one of the images has; 0 where there is none. */
export function pixelsPerImage({ images, count }: Pick<Digits, 'images' | 'count'>): number {
  return count === 0 ? 0 : images.length / count
}

/**
 * Makes sure that images and labels are those of a task.
 *
 * @param owner whose images they are, as the error shall name it: a file or a function
 * @throws {DataError} when the lengths are not those of `count` images of the task, or a label is none of its classes
 */
export function expectDigitsOf(task: Task, { images, labels, count }: Digits, owner: string): void {
  const values = count * imageSize(task)
  if (images.length !== values || labels.length !== count)
    throw new DataError(
      `${owner}: expected ${values} values and ${count} labels of ${count} images of ${describeImage(task)}, ` +
        `received ${images.length} and ${labels.length}`,
    )
  const classes = task.classes.length
  const wrong = labels.findIndex(label => label >= classes)
  if (wrong >= 0)
    throw new DataError(`${owner}: expected labels in [0, ${classes}), received ${labels[wrong]} at index ${wrong}`)
}

/**
 * Puts a file of images and its file of labels together.
 *
 * @param images An IDX file of images of the task's shape, not compressed.
 * @param labels The IDX file of their labels, not compressed.
 * @param task What the images are of. Defaults to MNIST's digits.
 * @returns Views of the two files, not copies.
 * @throws {DataError} when a file is not what it should be, the images are not of the task's shape, or the counts differ.
 * @example digitsFromIdx({ name: 'images', bytes: imageBytes }, { name: 'labels', bytes: labelBytes })
 */
export function digitsFromIdx(images: NamedBytes, labels: NamedBytes, task: Task = mnistTask): Digits {
  const { count, channels = 1, rows, columns, pixels } = parseIdxImages(images.bytes, images.name)
  const found = { imageShape: [channels, rows, columns] } as const
  if (found.imageShape.some((size, axis) => size !== task.imageShape[axis])) {
    throw new DataError(`${images.name}: expected images of ${describeImage(task)}, received ${describeImage(found)}`)
  }
  const classes = parseIdxLabels(labels.bytes, labels.name, task.classes.length)
  if (classes.length !== count) {
    throw new DataError(
      `${labels.name}: expected ${count} labels, as many as ${images.name}, received ${classes.length}`,
    )
  }
  return { images: pixels, labels: classes, count }
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
  const size = pixelsPerImage(digits)
  return { images: digits.images.subarray(0, count * size), labels: digits.labels.subarray(0, count), count }
}

/**
 * Where each value stands, in the order in which they first come.
 *
 * @example indicesByValue([7, 2, 7]) // Map { 7 → [0, 2], 2 → [1] }
 */
export function indicesByValue(values: ArrayLike<number>): Map<number, number[]> {
  const found = new Map<number, number[]>()
  for (let index = 0; index < values.length; index++) {
    const indices = found.get(values[index]!)
    if (indices) indices.push(index)
    else found.set(values[index]!, [index])
  }
  return found
}

/**
 * Places from all over a list, since images of one's own may lie class by class.
 *
 * @returns `count` of the places in [0, total), in their order; all of them where there are fewer
 * @example spreadPlaces(3, 9) // 0, 3, 6
 */
export function spreadPlaces(count: number, total: number): number[] {
  const length = Math.min(count, total)
  return Array.from({ length }, (_, i) => Math.floor((i * total) / length))
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
  const size = pixelsPerImage(digits)
  const images = new Uint8Array(count * size)
  const labels = new Uint8Array(count)
  for (let slot = 0; slot < count; slot++) {
    const index = indices[slot]!
    if (!Number.isInteger(index) || index < 0 || index >= digits.count) {
      throw new UsageError(`indices: expected whole numbers in [0, ${digits.count}), received ${index}`)
    }
    images.set(digits.images.subarray(index * size, (index + 1) * size), slot * size)
    labels[slot] = digits.labels[index]!
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
 * @example joinDigits(training, drawSyntheticDigits(4000, 0))
 */
export function joinDigits(first: Digits, second: Digits): Digits {
  const count = first.count + second.count
  const images = new Uint8Array(first.images.length + second.images.length)
  images.set(first.images)
  images.set(second.images, first.images.length)
  const labels = new Uint8Array(count)
  labels.set(first.labels)
  labels.set(second.labels, first.count)
  return { images, labels, count }
}
