import { UsageError } from '../../errors.js'
import { show } from '../../options.js'
import { randomStream } from '../../random.js'
import { changeImages } from '../changeImages.js'
import { rotate, scale, shear, translate } from './affine.js'
import { cannyEdges } from './cannyEdges.js'
import type { Corruption } from './corruption.js'
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
 * Finds a corruption of MNIST-C by its name.
 *
 * @throws {UsageError} if there is none of that name
 * @example corruptionNamed('fog')
 */
export function corruptionNamed(name: string): Corruption {
  const found = corruptions.find(corruption => corruption.name === name)
  if (found) return found
  const names = corruptions.map(({ name }) => name).join(', ')
  throw new UsageError(`corruptionNamed: expected one of ${names}, received ${show(name)}`)
}

/**
 * Corrupts images. Each has random numbers of its own, by seed, corruption and index, so the first thousand are the same
 * whether they are alone or among ten thousand.
 *
 * @param images of 28 × 28 pixels 0–255, ink bright, image after image; they stay as they are
 * @param options.seed of the random numbers. Defaults to 0.
 * @returns images of the same size, rounded to whole pixel values
 * @throws {DataError} if they are not whole images of 28 × 28 pixels
 * @example const foggy = corruptImages(corruptionNamed('fog'), test.images, { seed: 0 })
 */
export function corruptImages(corruption: Corruption, images: Uint8Array, { seed = 0 } = {}): Uint8Array {
  const { name } = corruption
  return changeImages(name, images, (image, index) =>
    corruption.apply(image, randomStream(seed, 'mnist-c', name, index)),
  )
}
