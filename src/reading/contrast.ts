import { type Plane, plane } from './picture.js'

/** Pixels from the middle to the edge of the window whose mean and deviation are taken out. */
export const WINDOW = 20
/** Deviations below this count as this: tones 0–1. */
const FLOOR = 0.012

/**
 * Takes the local mean and deviation out of tones, so that light, shadow and the strength of a pen no longer matter. Windows are
 * cut at the edges.
 *
 * @param tones 0–1
 * @returns about -4 to 4: 0 is the local mean
 */
export function normalizeContrast(tones: Plane, radius = WINDOW): Plane {
  const { width, height, data } = tones
  // Sums over all that lies above and to the left, in double precision since they grow large.
  const stride = width + 1
  const sums = new Float64Array(stride * (height + 1))
  const squares = new Float64Array(stride * (height + 1))
  for (let y = 0; y < height; y++) {
    let [sum, square] = [0, 0]
    for (let x = 0; x < width; x++) {
      const value = data[y * width + x]!
      sum += value
      square += value * value
      const at = (y + 1) * stride + x + 1
      sums[at] = sums[at - stride]! + sum
      squares[at] = squares[at - stride]! + square
    }
  }
  const result = plane(width, height)
  for (let y = 0; y < height; y++) {
    const top = Math.max(0, y - radius) * stride
    const bottom = Math.min(height, y + radius + 1) * stride
    for (let x = 0; x < width; x++) {
      const left = Math.max(0, x - radius)
      const right = Math.min(width, x + radius + 1)
      const count = ((bottom - top) / stride) * (right - left)
      const mean = (sums[bottom + right]! - sums[bottom + left]! - sums[top + right]! + sums[top + left]!) / count
      const square =
        (squares[bottom + right]! - squares[bottom + left]! - squares[top + right]! + squares[top + left]!) / count
      const deviation = Math.sqrt(Math.max(0, square - mean * mean))
      const value = (data[y * width + x]! - mean) / (deviation + FLOOR)
      result.data[y * width + x] = value < -4 ? -4 : value > 4 ? 4 : value
    }
  }
  return result
}
