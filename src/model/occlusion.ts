import { UsageError } from '../errors.js'
import { imageSize } from '../task.js'
import type { Classifier } from './classifier.js'

/** Side of the patch of paper, in pixels: about as wide as a stroke of MNIST, with its edges. */
const PATCH = 5

/**
 * Which pixels decided: a patch of paper is laid over every place that has ink, and the network asked again. What falls is
 * what the ink there spoke for. Zeiler and Fergus, Visualizing and Understanding Convolutional Networks, ECCV 2014, section 4.2.
 *
 * @param image bytes 0–255, ink bright, of the classifier's task: [channels × height × width]
 * @param label the class whose probability is looked at
 * @returns for each pixel, the mean fall of that probability over the patches that hide it, in [-1, 1]; above 0 where the ink spoke
 * for the class, below 0 where it spoke against it: [height × width]
 * @example const map = await occlusionMap(classifier, image, 7)
 */
export async function occlusionMap(
  { predict, metadata }: Pick<Classifier, 'predict'> & { readonly metadata: Pick<Classifier['metadata'], 'task'> },
  image: Uint8Array,
  label: number,
): Promise<Float32Array> {
  const { task } = metadata
  const size = imageSize(task)
  if (image.length !== size) throw new UsageError(`occlusionMap: expected ${size} pixels, received ${image.length}`)
  const [channels, height, width] = task.imageShape
  const area = height * width
  const planes = Array.from({ length: channels }, (_, channel) => channel * area)
  const ink = Uint8Array.from({ length: area }, (_, pixel) => Math.max(...planes.map(plane => image[plane + pixel]!)))
  const patches = patchesWithInk(ink, height, width)
  const images = new Uint8Array((patches.length + 1) * size)
  images.set(image)
  for (const [index, patch] of patches.entries()) {
    const start = (index + 1) * size
    images.set(image, start)
    for (const plane of planes) for (const pixel of patch) images[start + plane + pixel] = 0
  }
  const probabilities = await predict(images)
  const unoccluded = probabilities[label]!
  const [falls, counts] = [new Float32Array(area), new Uint8Array(area)]
  for (const [index, patch] of patches.entries()) {
    const fall = unoccluded - probabilities[(index + 1) * task.classes.length + label]!
    for (const pixel of patch) {
      falls[pixel]! += fall
      counts[pixel]!++
    }
  }
  return falls.map((fall, pixel) => (ink[pixel]! > 0 && counts[pixel]! > 0 ? fall / counts[pixel]! : 0))
}

/** The pixels of each patch that hides any ink, at every second place: half of them show as much. */
function patchesWithInk(ink: Uint8Array, height: number, width: number): number[][] {
  const patches: number[][] = []
  for (let y = 1 - PATCH; y < height; y += 2)
    for (let x = 1 - PATCH; x < width; x += 2) {
      const patch: number[] = []
      for (let row = Math.max(0, y); row < Math.min(height, y + PATCH); row++)
        for (let column = Math.max(0, x); column < Math.min(width, x + PATCH); column++)
          patch.push(row * width + column)
      if (patch.some(pixel => ink[pixel]! > 0)) patches.push(patch)
    }
  return patches
}
