import { imagePixels } from '../data/digits.js'
import { UsageError } from '../errors.js'
import type { Classifier } from './classifier.js'
import { CLASSES } from './sequential.js'

const SIDE = 28

/** Side of the patch of paper, in pixels: about as wide as a stroke of MNIST, with its edges. */
const PATCH = 5

/**
 * Which pixels decided: a patch of paper is laid over every place that has ink, and the network asked again. What falls is
 * what the ink there spoke for. Zeiler and Fergus, Visualizing and Understanding Convolutional Networks, ECCV 2014, section 4.2.
 *
 * @param image bytes 0–255, ink bright: [28 × 28]
 * @param digit whose probability is looked at, 0–9
 * @returns for each pixel, the mean fall of that probability over the patches that hide it, in [-1, 1]; above 0 where the ink spoke
 * for the digit, below 0 where it spoke against it: [28 × 28]
 * @example const map = await occlusionMap(classifier, image, 7)
 */
export async function occlusionMap(
  classifier: Pick<Classifier, 'predict'>,
  image: Uint8Array,
  digit: number,
): Promise<Float32Array> {
  if (image.length !== imagePixels)
    throw new UsageError(`occlusionMap: expected ${imagePixels} pixels, received ${image.length}`)
  const places = placesWithInk(image)
  const images = new Uint8Array((places.length + 1) * imagePixels)
  images.set(image)
  for (const [index, place] of places.entries()) {
    const start = (index + 1) * imagePixels
    images.set(image, start)
    for (const pixel of pixelsUnder(place)) images[start + pixel] = 0
  }
  const probabilities = await classifier.predict(images)
  const whole = probabilities[digit]!
  const [falls, patches] = [new Float32Array(imagePixels), new Uint8Array(imagePixels)]
  for (const [index, place] of places.entries()) {
    const fall = whole - probabilities[(index + 1) * CLASSES + digit]!
    for (const pixel of pixelsUnder(place)) {
      falls[pixel]! += fall
      patches[pixel]!++
    }
  }
  return falls.map((fall, pixel) => (image[pixel]! > 0 && patches[pixel]! > 0 ? fall / patches[pixel]! : 0))
}

interface Place {
  readonly x: number
  readonly y: number
}

/** The upper left corners of patches that hide any ink, every second pixel: half of the places show as much. */
function placesWithInk(image: Uint8Array): Place[] {
  const places: Place[] = []
  for (let y = 1 - PATCH; y < SIDE; y += 2)
    for (let x = 1 - PATCH; x < SIDE; x += 2)
      if (pixelsUnder({ x, y }).some(pixel => image[pixel]! > 0)) places.push({ x, y })
  return places
}

function pixelsUnder({ x, y }: Place): number[] {
  const pixels: number[] = []
  for (let row = Math.max(0, y); row < Math.min(SIDE, y + PATCH); row++)
    for (let column = Math.max(0, x); column < Math.min(SIDE, x + PATCH); column++) pixels.push(row * SIDE + column)
  return pixels
}
