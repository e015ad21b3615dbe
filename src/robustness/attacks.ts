import type { Digits } from '../data/digits.js'
import { selectDigits } from '../data/digits.js'
import { UsageError } from '../errors.js'
import { predictedClasses } from '../evaluation/predictions.js'
import { randomStream } from '../random.js'
import type { LossGradient, Predictor } from './suite.js'

// Images that are made to be misread, all pixels within a distance of the originals (the largest norm). They stay images: every pixel
// is a whole number, so what is attacked is what a file or a camera could hold.

/** How far each pixel may move, and what by. */
export interface AttackOptions {
  /** Fraction of the range of a pixel, in (0, 1]; rounded down to whole pixel values. */
  readonly epsilon: number
  /** How many classes there are. */
  readonly classes: number
  /** Of the random start. */
  readonly seed: number
}

/** Steps of `pgd`, and how far each goes: 0.01 of the range of a pixel, rounded up, as Madry et al. take for MNIST. */
const STEPS = 40
const STEP = 3

/**
 * The fast gradient sign method: one step of the whole distance, in the direction in which the loss grows.
 *
 * Goodfellow, I., Shlens, J. and Szegedy, C. (2015). Explaining and harnessing adversarial examples. {@link https://arxiv.org/abs/1412.6572}
 *
 * @throws {UsageError} if the model has no derivative
 */
export async function fgsm(model: Predictor, originals: Digits, { epsilon }: AttackOptions): Promise<Digits> {
  const { gradient } = await lossGradientOf(model)(originals.images, originals.labels)
  const images = new Uint8Array(originals.images)
  ascend(images, gradient, reach(epsilon))
  return { ...originals, images }
}

/**
 * Projected gradient descent: 40 steps of a hundredth from a random start, each drawn back to within the distance. An image that is
 * misread is left as it is.
 *
 * Madry, A., Makelov, A., Schmidt, L., Tsipras, D. and Vladu, A. (2018). Towards deep learning models resistant to adversarial attacks.
 * {@link https://arxiv.org/abs/1706.06083}
 *
 * @throws {UsageError} if the model has no derivative
 */
export async function pgd(model: Predictor, originals: Digits, options: AttackOptions): Promise<Digits> {
  const { epsilon, classes, seed } = options
  const lossGradient = lossGradientOf(model)
  const size = originals.images.length / originals.count
  const images = new Uint8Array(originals.images)
  const distance = reach(epsilon)
  for (let index = 0; index < originals.count; index++) {
    const random = randomStream(seed, 'pgd', distance, index)
    for (let i = index * size; i < (index + 1) * size; i++)
      images[i] = clipped(images[i]! + random.integer(2 * distance + 1) - distance)
  }
  let standing = [...originals.labels.keys()]
  for (let step = 0; step <= STEPS && standing.length > 0; step++) {
    const { images: current, labels } = selectDigits({ ...originals, images }, standing)
    const { gradient, probabilities } = await lossGradient(current, labels)
    const predictions = predictedClasses(probabilities, classes)
    if (step < STEPS) ascend(current, gradient, STEP)
    const still: number[] = []
    for (const [place, index] of standing.entries()) {
      if (predictions[place] !== labels[place]) continue
      still.push(index)
      for (let i = 0; i < size; i++) {
        const [value, original] = [current[place * size + i]!, originals.images[index * size + i]!]
        images[index * size + i] = Math.min(original + distance, Math.max(original - distance, value))
      }
    }
    standing = still
  }
  return { ...originals, images }
}

/** Moves each pixel, in place, to where the loss grows; where it does not depend on a pixel, that stays. */
function ascend(images: Uint8Array, gradient: Float32Array, distance: number): void {
  for (let i = 0; i < images.length; i++) images[i] = clipped(images[i]! + distance * Math.sign(gradient[i]!))
}

const clipped = (value: number) => Math.min(255, Math.max(0, value))
const reach = (epsilon: number) => Math.floor(255 * epsilon)

function lossGradientOf({ lossGradient }: Predictor): LossGradient {
  if (lossGradient) return lossGradient
  throw new UsageError('attack: expected a model with lossGradient, received one without')
}
