import { scale } from './elementwise.js'
import { sum } from './reduction.js'
import { fixed, type Tensor } from './tensor.js'

/**
 * The mean of each channel over all its pixels: x [batch, channels, height, width] → [batch, channels].
 *
 * @example ops.globalMean(x) // [batch, channels]
 */
export function globalMean(x: Tensor): Tensor {
  return scale(sum(x, [2, 3]), 1 / (fixed(x, 2) * fixed(x, 3)))
}
