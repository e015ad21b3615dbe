import { DataError } from '../../errors.js'
import { randomStream } from '../../random.js'
import { rotate, scale, shear, translate } from './affine.js'
import { cannyEdges } from './cannyEdges.js'
import { type Corruption, PIXELS } from './corruption.js'
import { fog } from './fog.js'
import { glassBlur } from './glassBlur.js'
import { brightness, stripe } from './light.js'
import { dottedLine, zigzag } from './lines.js'
import { motionBlur } from './motionBlur.js'
import { impulseNoise, shotNoise } from './noise.js'
import { spatter } from './spatter.js'

/**
 * The 15 corruptions of MNIST-C, in their published order and at their published severities.
 *
 * Mu, N. and Gilmer, J. (2019). MNIST-C: a robustness benchmark for computer vision. {@link https://arxiv.org/abs/1906.02337}.
 * The constants are those of the authors' code, {@link https://github.com/google-research/mnist-c} (Apache-2.0).
 *
 * Nobody may train on these and report the suite: augment by something else.
 */
export const corruptions: readonly Corruption[] = [
  shotNoise,
  impulseNoise,
  glassBlur,
  motionBlur,
  shear,
  scale,
  rotate,
  brightness,
  translate,
  stripe,
  fog,
  spatter,
  dottedLine,
  zigzag,
  cannyEdges,
]

/**
 * Corrupts images. Each has random numbers of its own, by seed, corruption and index, so the first thousand are the same
 * whether they are alone or among ten thousand.
 *
 * @param images of 28 × 28 pixels 0–255, ink bright, image after image; they stay as they are
 * @param options.seed of the random numbers. Defaults to 0.
 * @returns images of the same size, rounded to whole pixel values
 * @throws {DataError} if they are not whole images of 28 × 28 pixels
 * @example corruptImages(corruptions[0], test.images, { seed: 0 })
 */
export function corruptImages(corruption: Corruption, images: Uint8Array, { seed = 0 } = {}): Uint8Array {
  const { name } = corruption
  if (images.length % PIXELS !== 0)
    throw new DataError(`${name}: expected images of 28 × 28 pixels, received ${images.length} values`)
  const result = new Uint8Array(images.length)
  const image = new Float32Array(PIXELS)
  for (let start = 0, index = 0; start < images.length; start += PIXELS, index++) {
    for (let i = 0; i < PIXELS; i++) image[i] = images[start + i]! / 255
    const corrupted = corruption.apply(image, randomStream(seed, 'mnist-c', name, index))
    for (let i = 0; i < PIXELS; i++) result[start + i] = Math.round(255 * Math.min(1, Math.max(0, corrupted[i]!)))
  }
  return result
}
