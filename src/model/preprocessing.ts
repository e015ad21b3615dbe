import { cast, multiply, scale, subtract } from '../graph/elementwise.js'
import { reshape } from '../graph/shape.js'
import { constant, scalar, type Tensor } from '../graph/tensor.js'
import type { ExampleShape } from '../layers/layer.js'
import type { Task } from '../task.js'

/**
 * What happens to pixels 0–255 before the first layer: `normalize` scales them to [0, 1], `standardize` also takes away
 * the training images' mean and divides by their deviation.
 */
export const preprocessingNames = ['standardize', 'normalize'] as const

/** What happens to raw pixels before the first layer: one of `preprocessingNames`. */
export type Preprocessing = (typeof preprocessingNames)[number]

/**
 * Raw pixels uint8 [batch, …] → float32 [batch, ...shape].
 *
 * @param statistics mean and deviation of each channel; undefined to `normalize`
 */
export function preprocess(
  image: Tensor,
  shape: ExampleShape,
  statistics: Pick<Task, 'mean' | 'deviation'> | undefined,
): Tensor {
  const pixels = reshape(cast(image, 'float32'), [image.shape[0]!, ...shape])
  if (!statistics) return scale(pixels, 1 / 255)
  const { mean, deviation } = statistics
  const centered = subtract(pixels, perChannel(mean.map(value => 255 * value)))
  return multiply(centered, perChannel(deviation.map(value => 1 / (255 * value))))
}

/** A number for each channel, to compute with [batch, channels, height, width]. */
function perChannel(values: readonly number[]): Tensor {
  return values.length === 1 ? scalar(values[0]!) : constant(Float32Array.from(values), [1, values.length, 1, 1])
}
