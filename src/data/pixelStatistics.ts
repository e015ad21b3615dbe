import { UsageError } from '../errors.js'
import type { ImageShape } from '../task.js'

/**
 * Mean and standard deviation of the pixels of each channel, pixels in [0, 1].
 *
 * @param images raw pixels 0–255: [count, channels, height, width]
 * @returns deviations of at least 1e-3, so that a channel that never changes can be divided by its own
 * @throws {UsageError} when there is no image
 * @example measurePixels(training.images, training.count, [1, 28, 28]) // { mean: [0.1307], deviation: [0.3081] }
 */
export function measurePixels(
  images: Uint8Array,
  count: number,
  [channels, height, width]: ImageShape,
): { mean: number[]; deviation: number[] } {
  if (count === 0) throw new UsageError('measurePixels: expected at least 1 image, received 0')
  const area = height * width
  // Counts of the 256 values are exact, whatever the number of images.
  const counts = Array.from({ length: channels }, () => new Float64Array(256))
  for (let start = 0, plane = 0; start < images.length; start += area, plane++) {
    const values = counts[plane % channels]!
    for (let pixel = start; pixel < start + area; pixel++) values[images[pixel]!]!++
  }
  const total = count * area
  const mean = counts.map(values => values.reduce((sum, n, value) => sum + (n * value) / 255, 0) / total)
  const deviation = counts.map((values, channel) =>
    Math.sqrt(values.reduce((sum, n, value) => sum + n * (value / 255 - mean[channel]!) ** 2, 0) / total),
  )
  return { mean, deviation: deviation.map(value => Math.max(value, 1e-3)) }
}
