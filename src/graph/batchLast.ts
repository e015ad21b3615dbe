import { transpose } from './shape.js'
import type { Tensor } from './tensor.js'

// Layers hand on the order of ONNX, [batch, channels, height, width]. Training computes images with the batch on the last axis,
// [channels, height, width, batch]: one pixel of all images lies together, so that taking windows apart copies whole runs of
// memory, and a convolution is one product of two matrices ("CHWN", the order of cuda-convnet: Li et al. 2016, arXiv 1610.03618).
// A tensor's layout can be read from its shape, since only the number of examples is called `batch`.

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

export function isBatchFirst(x: Tensor): boolean {
  return x.shape.length > 1 && x.shape[0] === 'batch'
}

export function isBatchLast(x: Tensor): boolean {
  return x.shape.length > 1 && x.shape.at(-1) === 'batch'
}

/** f of x [batch, …], where f takes and makes tensors with the batch on the last axis; undefined where x has another layout. */
export function inBatchLast(x: Tensor, f: (z: Tensor) => Tensor | undefined): Tensor | undefined {
  const y = isBatchFirst(x) ? f(batchLast(x)) : undefined
  return y && batchFirst(y)
}
