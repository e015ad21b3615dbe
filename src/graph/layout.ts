import { transpose } from './shape.js'
import type { Tensor } from './tensor.js'

// Layers hand on the order of ONNX, [batch, channels, height, width]. Training computes images with the batch on the last axis,
// [channels, height, width, batch]: one pixel of all images lies together, so that taking windows apart copies whole runs of
// memory, and a convolution is one product of two matrices ("CHWN", the order of cuda-convnet: Li et al. 2016, arXiv 1610.03618).

/** On which axis a tensor has the examples of the batch: on the first, or on the last. */
export type Layout = 'batchFirst' | 'batchLast'

/**
 * The layout of a tensor, which its shape holds: a size that is known only when the graph runs has a name, and that of the number of
 * examples is `batch`.
 *
 * @returns undefined where a tensor has none: weights; a vector, which is the same in both; unfolded windows, which are counted together
 * with the examples (`144*batch`); a table of examples by examples
 */
export function layoutOf({ shape }: Pick<Tensor, 'shape'>): Layout | undefined {
  if (shape.length < 2 || shape.filter(size => size === 'batch').length !== 1) return undefined
  if (shape[0] === 'batch') return 'batchFirst'
  return shape.at(-1) === 'batch' ? 'batchLast' : undefined
}

/** [batch, …] → […, batch]. */
export function batchLast(x: Tensor): Tensor {
  const axes = [...x.shape.keys()]
  return transpose(x, [...axes.slice(1), 0])
}

/** […, batch] → [batch, …]. */
export function batchFirst(x: Tensor): Tensor {
  const axes = [...x.shape.keys()]
  return transpose(x, [axes.length - 1, ...axes.slice(0, -1)])
}

/** f of x [batch, …], where f takes and makes tensors with the batch on the last axis; undefined where x has another layout. */
export function inBatchLast(x: Tensor, f: (z: Tensor) => Tensor | undefined): Tensor | undefined {
  const y = layoutOf(x) === 'batchFirst' ? f(batchLast(x)) : undefined
  return y && batchFirst(y)
}
