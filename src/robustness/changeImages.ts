import { DataError } from '../errors.js'
import { type GrayValues, PIXELS } from './corruptions/corruption.js'

/**
 * Changes raw images one by one.
 *
 * @param name whose images they are, as an error shall name it
 * @param images of 28 × 28 pixels 0–255, image after image; they stay as they are
 * @param change given an image, which it leaves as it is, and its index
 * @returns images of the same size; values are clipped to [0, 1] and rounded to whole pixel values
 * @throws {DataError} if they are not whole images of 28 × 28 pixels
 */
export function changeImages(
  name: string,
  images: Uint8Array,
  change: (image: GrayValues, index: number) => GrayValues,
): Uint8Array {
  if (images.length % PIXELS !== 0)
    throw new DataError(`${name}: expected images of 28 × 28 pixels, received ${images.length} values`)
  const result = new Uint8Array(images.length)
  const image = new Float32Array(PIXELS)
  for (let start = 0, index = 0; start < images.length; start += PIXELS, index++) {
    for (let i = 0; i < PIXELS; i++) image[i] = images[start + i]! / 255
    const changed = change(image, index)
    for (let i = 0; i < PIXELS; i++) result[start + i] = Math.round(255 * Math.min(1, Math.max(0, changed[i]!)))
  }
  return result
}
