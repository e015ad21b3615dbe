import { scale } from '../../graph/elementwise.js'
import { sum } from '../../graph/reduction.js'
import { fixed, type Tensor } from '../../graph/tensor.js'

/** The mean over all values of each example: [batch, …] → [batch]. */
export function exampleMean(x: Tensor): Tensor {
  const axes = x.shape.slice(1).map((_, axis) => axis + 1)
  const count = axes.reduce((product, axis) => product * fixed(x, axis), 1)
  return axes.length === 0 ? x : scale(sum(x, axes), 1 / count)
}
