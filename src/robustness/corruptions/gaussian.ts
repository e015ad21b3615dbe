import { type GrayValues, PIXELS, SIDE } from './corruption.js'

/** What lies beyond the edge of an image: its outermost pixels, or 0. */
export type Edge = 'nearest' | 'constant'

/** A filter of images. */
export type Filter = (image: GrayValues) => GrayValues

/**
 * A Gaussian blur along rows and columns, cut off at four standard deviations, as `skimage.filters.gaussian` is.
 *
 * @param sigma standard deviation, in pixels
 * @param edge Defaults to `nearest`.
 */
export function gaussianBlur(sigma: number, edge: Edge = 'nearest'): Filter {
  const kernel = gaussianKernel(sigma)
  return image => convolve(convolve(image, kernel, 'columns', edge), kernel, 'rows', edge)
}

/** As `gaussianBlur`, from row to row alone. */
export function verticalGaussianBlur(sigma: number): Filter {
  const kernel = gaussianKernel(sigma)
  return image => convolve(image, kernel, 'columns', 'nearest')
}

function gaussianKernel(sigma: number): Float64Array {
  const radius = Math.floor(4 * sigma + 0.5)
  const weights = Float64Array.from({ length: 2 * radius + 1 }, (_, i) =>
    Math.exp(-((i - radius) ** 2) / (2 * sigma ** 2)),
  )
  const sum = weights.reduce((total, weight) => total + weight, 0)
  return weights.map(weight => weight / sum)
}

/** A symmetric kernel along the lines of one direction. */
function convolve(image: GrayValues, kernel: Float64Array, lines: 'rows' | 'columns', edge: Edge): GrayValues {
  const [step, next] = lines === 'rows' ? [1, SIDE] : [SIDE, 1]
  const radius = (kernel.length - 1) / 2
  const result = new Float32Array(PIXELS)
  for (let line = 0; line < SIDE; line++)
    for (let at = 0; at < SIDE; at++) {
      let sum = 0
      for (let k = 0; k < kernel.length; k++) {
        const from = at + k - radius
        const inside = from < 0 ? 0 : from >= SIDE ? SIDE - 1 : from
        if (inside === from || edge === 'nearest') sum += kernel[k]! * image[line * next + inside * step]!
      }
      result[line * next + at * step] = sum
    }
  return result
}
