import { batchFirst, batchLast } from './batchLast.js'
import { type ConvolutionOptions, windowAttributes, windowGrid } from './convolution.js'
import { product } from './dimension.js'
import { add } from './elementwise.js'
import { reshape, transpose } from './shape.js'
import { fixed, formatShape, operation, type Tensor } from './tensor.js'
import { gridOf, unfold } from './unfold.js'

/**
 * Convolution of each channel by kernels of its own, for prediction: training computes `unfoldedDepthwiseConv2d`.
 * x [batch, channels, height, width], w [channels · multiplier, 1, kernelHeight, kernelWidth] → [batch, channels · multiplier, …, …].
 */
export function depthwiseConv2d(x: Tensor, w: Tensor, { strides, pads, bias }: ConvolutionOptions): Tensor {
  const [filters, , kh, kw] = w.shape as [number, number, number, number]
  const channels = channelsOf(x, w)
  return operation('Conv', [x, w, ...(bias ? [bias] : [])], {
    shape: [x.shape[0]!, filters, ...windowGrid(fixed(x, 2), fixed(x, 3), [kh, kw], strides, pads)],
    attributes: { ...windowAttributes(kh, kw, strides, pads), group: { int: channels } },
  })
}

/** `depthwiseConv2d` with a derivative: for each channel one product of its kernels with its unfolded windows. */
export function unfoldedDepthwiseConv2d(x: Tensor, w: Tensor, { strides, pads, bias }: ConvolutionOptions): Tensor {
  const [filters, , kh, kw] = w.shape as [number, number, number, number]
  const [channels, places] = [channelsOf(x, w), kh * kw]
  const [z, window] = [batchLast(x), { size: [kh, kw], strides, pads } as const]
  const [grid, batch] = [gridOf(z, window), z.shape[3]!]
  const unfolded = reshape(unfold(z, window), [channels, places, product([...grid, batch])])
  const kernels = reshape(w, [channels, filters / channels, places])
  const y = reshape(products(kernels, unfolded), [filters, ...grid, batch])
  return batchFirst(bias ? add(y, reshape(bias, [filters, 1, 1, 1])) : y)
}

function channelsOf(x: Tensor, w: Tensor): number {
  const channels = fixed(x, 1)
  if (x.shape.length !== 4 || fixed(w, 0) % channels !== 0 || w.shape[1] !== 1)
    throw new Error(
      `depthwiseConv2d: expected a kernel [${channels} · multiplier, 1, height, width], received ${formatShape(w.shape)}`,
    )
  return channels
}

/** Products of two stacks of matrices, one by one: a [stack, m, k] · b [stack, k, n] → [stack, m, n]. */
function products(a: Tensor, b: Tensor): Tensor {
  return operation('MatMul', [a, b], {
    shape: [a.shape[0]!, a.shape[1]!, b.shape[2]!],
    derivative: dy => [products(dy, transpose(b, [0, 2, 1])), products(transpose(a, [0, 2, 1]), dy)],
  })
}
