import { transpose } from './shape.js'
import type { Tensor } from './tensor.js'

// Training computes images with the batch on the last axis, [channels, height, width, batch]: one pixel of all images lies
// together, so that taking windows apart copies whole runs of memory, and a convolution is one product of two matrices ("CHWN",
// the order of cuda-convnet: Li et al. 2016, arXiv 1610.03618). Layers hand on the usual order; two turns that meet cancel.

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

/** What x [batch, …] was turned from, where it was computed with the batch on the last axis. */
export function turnedFrom(x: Tensor): Tensor | undefined {
  const z = batchLast(x)
  return x.origin.kind === 'operation' && x.origin.inputs[0] === z ? z : undefined
}

/** f of every value by itself, in the order in which x was computed. */
export function pointwise(x: Tensor, f: (x: Tensor) => Tensor): Tensor {
  const z = turnedFrom(x)
  return z ? batchFirst(f(z)) : f(x)
}
