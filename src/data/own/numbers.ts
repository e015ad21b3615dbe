import { DataError } from '../../errors.js'
import type { ImageShape } from '../../task.js'
import type { NpyArray } from '../formats/npy.js'
import type { OwnImages, OwnParts } from './ownImages.js'

// Images and labels as arrays of numbers, which files of many kinds hold.

/** Numbers as pixels 0–255: those of images in [0, 1] are multiplied. */
export function asPixels(owner: string, values: ArrayLike<number>): Uint8Array {
  if (values instanceof Uint8Array) return values
  let most = 0
  for (let i = 0; i < values.length; i++) {
    const value = values[i]!
    if (!(value >= 0 && value <= 255))
      throw new DataError(`${owner}: expected pixels from 0 to 255, received ${value} at index ${i}`)
    if (value > most) most = value
  }
  const scale = most <= 1 ? 255 : 1
  return Uint8Array.from(values, value => Math.round(value * scale))
}

/** The shape of square images of so many values, gray or RGB. */
export function squareShape(owner: string, values: number): ImageShape {
  for (const channels of [1, 3]) {
    const side = Math.sqrt(values / channels)
    if (values > 0 && Number.isInteger(side)) return [channels, side, side]
  }
  throw new DataError(`${owner}: expected the pixels of square images, such as 784, received ${values}`)
}

/** Names that people give to arrays of images and labels, of both parts or of one whole. */
const names = {
  training: [
    ['x_train', 'y_train'],
    ['train_images', 'train_labels'],
    ['training_images', 'training_labels'],
  ],
  test: [
    ['x_test', 'y_test'],
    ['test_images', 'test_labels'],
  ],
  all: [
    ['images', 'labels'],
    ['x', 'y'],
    ['data', 'target'],
    ['arr_0', 'arr_1'],
  ],
} as const

/**
 * Images and labels by the names that NumPy's users give them: `x_train`, `y_train`, `x_test` and `y_test`; `images` and `labels`; `x` and `y`.
 *
 * @throws {DataError} if there are none of these, or shapes do not fit
 */
export function ownPartsOf(owner: string, arrays: ReadonlyMap<string, NpyArray>): OwnParts {
  const find = (pairs: readonly (readonly [string, string])[]): OwnImages | undefined => {
    const pair = pairs.find(([images, labels]) => arrays.has(images) && arrays.has(labels))
    return pair && imagesOf(owner, pair[0], arrays.get(pair[0])!, arrays.get(pair[1])!)
  }
  const training = find(names.training) ?? find(names.all)
  const test = find(names.test)
  if (!training)
    throw new DataError(
      `${owner}: expected arrays x_train and y_train, or images and labels, received ${[...arrays.keys()].join(', ') || 'none'}`,
    )
  return { training, ...(test && { test }) }
}

function imagesOf(owner: string, name: string, images: NpyArray, labels: NpyArray): OwnImages {
  const [count = 0, ...shape] = images.shape
  const { imageShape, isChannelLast } = shapeOf(`${owner}: ${name}`, shape)
  const pixels = asPixels(`${owner}: ${name}`, images.data)
  const answers = answersOf(labels.data)
  if (answers.length !== count)
    throw new DataError(`${owner}: expected ${count} labels, as many as images, received ${answers.length}`)
  return { imageShape, images: isChannelLast ? channelsFirst(pixels, imageShape) : pixels, answers }
}

function shapeOf(owner: string, shape: readonly number[]): { imageShape: ImageShape; isChannelLast: boolean } {
  const isChannels = (size: number | undefined) => size === 1 || size === 3 || size === 4
  const [a, b, c] = shape as [number, number, number]
  if (shape.length === 1) return { imageShape: squareShape(owner, a), isChannelLast: false }
  if (shape.length === 2) return { imageShape: [1, a, b], isChannelLast: false }
  if (shape.length === 3 && isChannels(c)) return { imageShape: [c, a, b], isChannelLast: c > 1 }
  if (shape.length === 3 && isChannels(a)) return { imageShape: [a, b, c], isChannelLast: false }
  throw new DataError(
    `${owner}: expected images [height, width], with 1, 3 or 4 channels if any, received [${shape.join(', ')}]`,
  )
}

/** From [count, height, width, channels] to [count, channels, height, width]. */
export function channelsFirst(pixels: Uint8Array, [channels, height, width]: ImageShape): Uint8Array {
  const [area, size] = [height * width, channels * height * width]
  return pixels.map((_, at) => {
    const [image, within] = [Math.floor(at / size), at % size]
    return pixels[image * size + (within % area) * channels + Math.floor(within / area)]!
  })
}

/** Labels as names of classes: whole numbers as they are written. */
export function answersOf(labels: ArrayLike<number>): string[] {
  return Array.from(labels, String)
}
