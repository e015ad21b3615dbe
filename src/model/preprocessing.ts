import { mnistDeviation, mnistMean } from '../data/preprocessing.js'
import { cast, scale, subtract } from '../graph/elementwise.js'
import { reshape } from '../graph/shape.js'
import { scalar, type Tensor } from '../graph/tensor.js'
import type { ExampleShape } from '../layers/layer.js'

/**
 * What happens to pixels 0–255 before the first layer: `normalise` scales them to [0, 1], `standardise` also takes away
 * the training images' mean and divides by their deviation.
 */
export const preprocessingNames = ['standardise', 'normalise'] as const

/** What happens to raw pixels before the first layer: one of `preprocessingNames`. */
export type Preprocessing = (typeof preprocessingNames)[number]

/** The shape of raw pixels: one channel has no axis of its own. */
export function pixelShape([channels, ...sizes]: ExampleShape): ExampleShape {
  return channels === 1 ? sizes : [channels!, ...sizes]
}

/** Raw pixels uint8 [batch, …] → float32 [batch, ...shape]. */
export function preprocess(image: Tensor, shape: ExampleShape, preprocessing: Preprocessing): Tensor {
  const pixels = reshape(cast(image, 'float32'), [image.shape[0]!, ...shape])
  if (preprocessing === 'normalise') return scale(pixels, 1 / 255)
  return scale(subtract(pixels, scalar(255 * mnistMean)), 1 / (255 * mnistDeviation))
}
