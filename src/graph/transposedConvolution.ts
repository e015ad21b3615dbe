import { UsageError } from '../errors.js'
import { pullBack } from './backward.js'
import { product } from './dimension.js'
import { add } from './elementwise.js'
import { fold } from './fold.js'
import { batchFirst, batchLast } from './layout.js'
import { gemm } from './linear.js'
import { reshape } from './shape.js'
import { fixed, formatShape, operation, type Tensor } from './tensor.js'
import { type Pads, type WindowOptions, windowAttributes } from './windows.js'

/** Options of a transposed convolution. */
export interface TransposedConvolutionOptions {
  readonly strides: readonly [number, number]
  /** What the windows of the result reach beyond it: these pixels are computed and cut off. */
  readonly pads: Pads
  /** Height and width of the result. */
  readonly size: readonly [number, number]
  /** Added to every pixel of an output channel; [filters]. */
  readonly bias?: Tensor
}

/**
 * The transpose of a convolution, which is the gradient of its input.
 * x [batch, channels, height, width], w [channels, filters, kernelHeight, kernelWidth] → [batch, filters, ...size].
 *
 * @throws {UsageError} if x is no image of as many channels as w takes, or if no window reaches a size
 * @example ops.conv2dTranspose(x, w, { strides: [2, 2], pads: [0, 0, 0, 0], size: [28, 28] })
 */
export function conv2dTranspose(x: Tensor, w: Tensor, options: TransposedConvolutionOptions): Tensor {
  const { strides, pads, size, bias } = options
  const [channels, filters, kh, kw] = w.shape as [number, number, number, number]
  if (x.shape.length !== 4 || x.shape[1] !== channels)
    throw new UsageError(
      `conv2dTranspose: expected an input [batch, ${channels}, height, width], received ${formatShape(x.shape)}`,
    )
  const [top, left, bottom, right] = pads
  const reached = ([2, 3] as const).map((axis, i) => (fixed(x, axis) - 1) * strides[i]! + [kh, kw][i]!)
  const missing = [size[0] - reached[0]! + top + bottom, size[1] - reached[1]! + left + right]
  return operation('ConvTranspose', [x, w, ...(bias ? [bias] : [])], {
    shape: [x.shape[0]!, filters, ...size],
    attributes: { ...windowAttributes(kh, kw, strides, pads), output_padding: { ints: missing } },
    derivative: (dy, _, x, w, bias?: Tensor) => {
      const y = batchFirst(foldedConv2dTranspose(batchLast(x), w, { size: [kh, kw], strides, pads }, size, bias))
      return pullBack(y, dy, [x, w, ...(bias ? [bias] : [])])
    },
  })
}

/**
 * The same with the batch on the last axis: every pixel of z lays a kernel's worth of pixels into the result, which adds them up.
 * z [channels, height, width, batch] → [filters, ...size, batch].
 */
export function foldedConv2dTranspose(
  z: Tensor,
  w: Tensor,
  window: WindowOptions,
  size: readonly [number, number],
  bias?: Tensor,
): Tensor {
  const [channels, filters, kh, kw] = w.shape as [number, number, number, number]
  const [windows, offsets, batch] = [fixed(z, 1) * fixed(z, 2), kh * kw, z.shape[3]!]
  const pixels = reshape(z, [channels, product([windows, batch])])
  const laid = gemm(reshape(w, [channels, filters * offsets]), pixels, { transposeA: true })
  const y = fold(reshape(laid, [filters * offsets * windows, batch]), [filters, ...size], window)
  return bias ? add(y, reshape(bias, [filters, 1, 1, 1])) : y
}
