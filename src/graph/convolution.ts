import { UsageError } from '../errors.js'
import { pullBack } from './backward.js'
import { batchFirst, batchLast } from './layout.js'
import { fixed, formatShape, operation, type Tensor } from './tensor.js'
import { unfoldedConv2d } from './unfolded.js'
import { type Pads, windowAttributes, windowGrid } from './windows.js'

/** Options of a convolution of images. */
export interface ConvolutionOptions {
  readonly strides: readonly [number, number]
  readonly pads: Pads
  /** Added to every pixel of an output channel; [filters]. */
  readonly bias?: Tensor
}

/**
 * Two-dimensional cross-correlation.
 * x [batch, channels, height, width], w [filters, channels, kernelHeight, kernelWidth] → [batch, filters, …, …].
 *
 * @throws {UsageError} if x is no image of as many channels as w takes
 * @example ops.conv2d(x, w, { strides: [1, 1], pads: [1, 1, 1, 1], bias })
 */
export function conv2d(x: Tensor, w: Tensor, { strides, pads, bias }: ConvolutionOptions): Tensor {
  const [filters, channels, kh, kw] = w.shape as [number, number, number, number]
  if (x.shape.length !== 4 || x.shape[1] !== channels)
    throw new UsageError(
      `conv2d: expected an input [batch, ${channels}, height, width], received ${formatShape(x.shape)}`,
    )
  return operation('Conv', [x, w, ...(bias ? [bias] : [])], {
    shape: [x.shape[0]!, filters, ...windowGrid(fixed(x, 2), fixed(x, 3), [kh, kw], strides, pads)],
    attributes: windowAttributes(kh, kw, strides, pads),
    derivative: (dy, _, x, w, bias?: Tensor) => {
      const y = batchFirst(unfoldedConv2d(batchLast(x), w, { size: [kh, kw], strides, pads }, bias))
      return pullBack(y, dy, [x, w, ...(bias ? [bias] : [])])
    },
  })
}
