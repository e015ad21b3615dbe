import { type Corruption, eachPixel, SIDE } from './corruption.js'

/** Of the half of a Gaussian curve along which a point is smeared, in pixels. */
const [radius, sigma] = [10, 3]

/** Largest angle to the horizontal, in degrees. */
const steepest = 45

/** A camera that moves while it exposes: each point is smeared to one side, as `MotionBlurImage` of ImageMagick 6 does it. */
export const motionBlur: Corruption = {
  name: 'motion_blur',
  apply(image, random) {
    const angle = ((2 * random.uniform() - 1) * steepest * Math.PI) / 180
    const nearest = (offset: number) => Math.ceil(offset - 0.5)
    const taps = kernel.map((weight, i) => ({
      weight,
      dx: nearest(i * Math.cos(angle)),
      dy: nearest(i * Math.sin(angle)),
    }))
    return eachPixel((row, column) => {
      let sum = 0
      for (const { weight, dx, dy } of taps) sum += weight * image[inside(row + dy) * SIDE + inside(column + dx)]!
      return asWritten(sum)
    })
  },
}

/** ImageMagick computes with 16 bits, and leaves out what is behind the eighth when it writes the image. */
function asWritten(value: number): number {
  return Math.floor(Math.round(value * 65_535) / 257) / 255
}

/** From the point itself to 2 · radius pixels beside it; sums to 1. */
const kernel = normalized(Array.from({ length: 2 * radius + 1 }, (_, i) => Math.exp(-(i ** 2) / (2 * sigma ** 2))))

function normalized(weights: readonly number[]): number[] {
  const sum = weights.reduce((total, weight) => total + weight, 0)
  return weights.map(weight => weight / sum)
}

/** Images go on beyond their edges as they end. */
function inside(at: number): number {
  return at < 0 ? 0 : at >= SIDE ? SIDE - 1 : at
}
