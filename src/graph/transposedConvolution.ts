import { batchFirst, batchLast } from './batchLast.js'
import { type Pads, windowAttributes } from './convolution.js'
import { product } from './dimension.js'
import { add } from './elementwise.js'
import { fold } from './fold.js'
import { gemm } from './linear.js'
import { reshape } from './shape.js'
import { fixed, formatShape, operation, type Tensor } from './tensor.js'

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
 * The transpose of a convolution, which is the gradient of its input, for prediction: training computes `foldedConv2dTranspose`.
 * x [batch, channels, height, width], w [channels, filters, kernelHeight, kernelWidth] → [batch, filters, ...size].
 */
export function conv2dTranspose(x: Tensor, w: Tensor, options: TransposedConvolutionOptions): Tensor {
  const { strides, pads, size, bias } = options
  const [, filters, kh, kw] = kernelShape(x, w)
  const [top, left, bottom, right] = pads
  const reached = ([2, 3] as const).map((axis, i) => (fixed(x, axis) - 1) * strides[i]! + [kh, kw][i]!)
  const missing = [size[0] - reached[0]! + top + bottom, size[1] - reached[1]! + left + right]
  return operation('ConvTranspose', [x, w, ...(bias ? [bias] : [])], {
    shape: [x.shape[0]!, filters, ...size],
    attributes: { ...windowAttributes(kh, kw, strides, pads), output_padding: { ints: missing } },
  })
}

/** `conv2dTranspose` with a derivative: every pixel of x lays a kernel's worth of pixels into the result, which adds them up. */
export function foldedConv2dTranspose(x: Tensor, w: Tensor, options: TransposedConvolutionOptions): Tensor {
  const { strides, pads, size, bias } = options
  const [channels, filters, kh, kw] = kernelShape(x, w)
  const z = batchLast(x)
  const [windows, places, batch] = [fixed(z, 1) * fixed(z, 2), kh * kw, z.shape[3]!]
  const pixels = reshape(z, [channels, product([windows, batch])])
  const laid = gemm(reshape(w, [channels, filters * places]), pixels, { transposeA: true })
  const columns = reshape(laid, [filters * places * windows, batch])
  const y = fold(columns, [filters, ...size], { size: [kh, kw], strides, pads })
  return batchFirst(bias ? add(y, reshape(bias, [filters, 1, 1, 1])) : y)
}

function kernelShape(x: Tensor, w: Tensor): [channels: number, filters: number, height: number, width: number] {
  if (x.shape.length !== 4 || x.shape[1] !== w.shape[0])
    throw new Error(
      `conv2dTranspose: expected an input [batch, ${w.shape[0]}, height, width], received ${formatShape(x.shape)}`,
    )
  return w.shape as [number, number, number, number]
}
