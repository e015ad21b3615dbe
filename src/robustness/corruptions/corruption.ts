import type { Random } from '../../random.js'

/** Height and width of the images, in pixels: those of MNIST and its siblings. */
export const SIDE = 28

/** Values of an image. */
export const PIXELS = SIDE * SIDE

/** One image, each row after row, 0 (background) to 1 (ink): [28, 28]. */
export type GrayValues = Float32Array

/** A way in which images get worse while people still read them. */
export interface Corruption {
  /** As it was published: `shot_noise`. */
  readonly name: string
  /**
   * @param image stays as it is
   * @param random numbers for this image alone
   * @returns a new image; values outside [0, 1] are clipped by `corruptImages`
   */
  apply(image: GrayValues, random: Random): GrayValues
}

/** Computes each value of a new image. */
export function eachPixel(compute: (row: number, column: number, index: number) => number): GrayValues {
  const result = new Float32Array(PIXELS)
  for (let row = 0, index = 0; row < SIDE; row++)
    for (let column = 0; column < SIDE; column++, index++) result[index] = compute(row, column, index)
  return result
}

/** A value within [0, 1]. */
export function clip01(value: number): number {
  return value < 0 ? 0 : value > 1 ? 1 : value
}

/** 1 or -1, each as often as the other. */
export function randomSign(random: Random): 1 | -1 {
  return random.integer(2) === 0 ? -1 : 1
}
