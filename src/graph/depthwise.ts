import { UsageError } from '../errors.js'
import { pullBack } from './backward.js'
import type { ConvolutionOptions } from './convolution.js'
import { product } from './dimension.js'
import { add } from './elementwise.js'
import { batchFirst, batchLast } from './layout.js'
import { reshape, transpose } from './shape.js'
import { fixed, formatShape, operation, type Tensor } from './tensor.js'
import { unfold } from './unfold.js'
import { type WindowOptions, windowAttributes, windowGrid } from './windows.js'

/**
 * Convolution of each channel by kernels of its own.
 * x [batch, channels, height, width], w [channels · multiplier, 1, kernelHeight, kernelWidth] → [batch, channels · multiplier, …, …].
 *
 * @throws {UsageError} if the kernel does not fit the channels
 * @example ops.depthwiseConv2d(x, w, { strides: [1, 1], pads: [1, 1, 1, 1] })
 */
export function depthwiseConv2d(x: Tensor, w: Tensor, { strides, pads, bias }: ConvolutionOptions): Tensor {
  const [filters, , kh, kw] = w.shape as [number, number, number, number]
  const channels = fixed(x, 1)
  if (x.shape.length !== 4 || filters % channels !== 0 || w.shape[1] !== 1)
    throw new UsageError(
      `depthwiseConv2d: expected a kernel [${channels} · multiplier, 1, height, width], received ${formatShape(w.shape)}`,
    )
  return operation('Conv', [x, w, ...(bias ? [bias] : [])], {
    shape: [x.shape[0]!, filters, ...windowGrid(fixed(x, 2), fixed(x, 3), [kh, kw], strides, pads)],
    attributes: { ...windowAttributes(kh, kw, strides, pads), group: { int: channels } },
    derivative: (dy, _, x, w, bias?: Tensor) => {
      const y = batchFirst(unfoldedDepthwiseConv2d(batchLast(x), w, { size: [kh, kw], strides, pads }, bias))
      return pullBack(y, dy, [x, w, ...(bias ? [bias] : [])])
    },
  })
}

/**
 * The same with the batch on the last axis: for each channel one product of its kernels with its unfolded windows.
 * z [channels, height, width, batch] → [channels · multiplier, rows, columns, batch].
 */
export function unfoldedDepthwiseConv2d(z: Tensor, w: Tensor, window: WindowOptions, bias?: Tensor): Tensor {
  const [filters, , kh, kw] = w.shape as [number, number, number, number]
  const [channels, height, width, batch] = [fixed(z, 0), fixed(z, 1), fixed(z, 2), z.shape[3]!]
  const grid = windowGrid(height, width, window.size, window.strides, window.pads)
  const unfolded = reshape(unfold(z, window), [channels, kh * kw, product([...grid, batch])])
  const kernels = reshape(w, [channels, filters / channels, kh * kw])
  const y = reshape(products(kernels, unfolded), [filters, ...grid, batch])
  return bias ? add(y, reshape(bias, [filters, 1, 1, 1])) : y
}

/** Products of two stacks of matrices, one by one: a [stack, m, k] · b [stack, k, n] → [stack, m, n]. */
function products(a: Tensor, b: Tensor): Tensor {
  return operation('MatMul', [a, b], {
    shape: [a.shape[0]!, a.shape[1]!, b.shape[2]!],
    derivative: (dy, _, a, b) => [products(dy, transpose(b, [0, 2, 1])), products(transpose(a, [0, 2, 1]), dy)],
  })
}
