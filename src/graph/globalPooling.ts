import { scale } from './elementwise.js'
import { inTheirLayout } from './layout.js'
import { sum } from './reduction.js'
import { fixed, type Tensor } from './tensor.js'

/** The mean of each channel over all its pixels: x [batch, channels, height, width] → [batch, channels]. */
export function globalMean(x: Tensor): Tensor {
  return inTheirLayout([x], ([z], axisOf) => scale(sum(z!, [axisOf(2), axisOf(3)]), 1 / (fixed(x, 2) * fixed(x, 3))))
}
