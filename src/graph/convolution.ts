import { batchedMatmul } from './linear.js'
import { sum } from './reduction.js'
import { concat, pad, reshape, slice, transpose } from './shape.js'
import { fixed, formatShape, operation, type Tensor } from './tensor.js'

/** Zeros added around an image, in pixels, in the order of ONNX: top, left, bottom, right. */
export type Pads = readonly [top: number, left: number, bottom: number, right: number]

export interface ConvolutionOptions {
  readonly strides: readonly [number, number]
  readonly pads: Pads
  /** Added to every pixel of an output channel; [filters]. */
  readonly bias?: Tensor
}

/**
 * Two-dimensional cross-correlation.
 * x [batch, channels, height, width], w [filters, channels, kernelHeight, kernelWidth] → [batch, filters, …, …].
 */
export function conv2d(x: Tensor, w: Tensor, { strides, pads, bias }: ConvolutionOptions): Tensor {
  const [filters, channels, kh, kw] = w.shape as [number, number, number, number]
  if (x.shape.length !== 4 || x.shape[1] !== channels)
    throw new Error(`conv2d: expected an input [batch, ${channels}, height, width], received ${formatShape(x.shape)}`)
  const height = windows(fixed(x, 2), kh, strides[0], pads[0] + pads[2])
  const width = windows(fixed(x, 3), kw, strides[1], pads[1] + pads[3])
  return operation('Conv', [x, w, ...(bias ? [bias] : [])], {
    shape: [x.shape[0]!, filters, height, width],
    attributes: windowAttributes(kh, kw, strides, pads),
    derivative: dy => [
      transposedConvolution(dy, w, x, strides, pads),
      kernelGradient(dy, x, w, strides, pads),
      bias && sum(dy, [0, 2, 3]),
    ],
  })
}

/** How many windows of a size fit along an axis. */
export function windows(size: number, window: number, stride: number, padding: number): number {
  return Math.floor((size + padding - window) / stride) + 1
}

/** All of a window's attributes written out: WebGPU's kernels do not fill in every default. */
export function windowAttributes(kh: number, kw: number, strides: readonly [number, number], pads: Pads, group = 1) {
  return {
    kernel_shape: { ints: [kh, kw] },
    strides: { ints: strides },
    pads: { ints: pads },
    dilations: { ints: [1, 1] },
    group: { int: group },
  }
}

/**
 * ConvTranspose to the size of x: scatters every value of dy, times the kernel, to the window that it came from. On one
 * thread that takes half the time of a convolution with the kernel turned round, which multiplies by the padding too.
 */
export function transposedConvolution(
  dy: Tensor,
  w: Tensor,
  x: Tensor,
  strides: readonly [number, number],
  pads: Pads,
  group = 1,
): Tensor {
  const [, , kh, kw] = w.shape as [number, number, number, number]
  const rest = (axis: 2 | 3, kernel: number, stride: number, padding: number) =>
    fixed(x, axis) + padding - kernel - (fixed(dy, axis) - 1) * stride
  return operation('ConvTranspose', [dy, w], {
    shape: x.shape,
    attributes: {
      ...windowAttributes(kh, kw, strides, pads, group),
      output_padding: {
        ints: [rest(2, kh, strides[0], pads[0] + pads[2]), rest(3, kw, strides[1], pads[1] + pads[3])],
      },
    },
  })
}

/**
 * The gradient of the kernel: for each offset within the kernel, the pixels that it met, as columns; their products with
 * dy, summed over the batch. Three to five times as fast as a convolution with batch and channels swapped.
 */
function kernelGradient(dy: Tensor, x: Tensor, w: Tensor, strides: readonly [number, number], pads: Pads): Tensor {
  const [filters, channels, kh, kw] = w.shape as [number, number, number, number]
  const batch = x.shape[0]!
  const [height, width] = [fixed(dy, 2), fixed(dy, 3)]
  const area = height * width
  const padded = pad(x, [0, 0, pads[0], pads[1]], [0, 0, pads[2], pads[3]])
  const offsets = Array.from({ length: kh * kw }, (_, index) => [Math.floor(index / kw), index % kw] as const)
  const met = offsets.map(([i, j]) =>
    slice(padded, [
      { axis: 2, start: i, end: i + (height - 1) * strides[0] + 1, step: strides[0] },
      { axis: 3, start: j, end: j + (width - 1) * strides[1] + 1, step: strides[1] },
    ]),
  )
  const columns = reshape(concat(met, 1), [batch, kh * kw * channels, area])
  const products = batchedMatmul(columns, transpose(reshape(dy, [batch, filters, area]), [0, 2, 1]))
  const gradient = reshape(sum(products, [0]), [kh, kw, channels, filters])
  return transpose(gradient, [3, 2, 0, 1]) // [filters, channels, kh, kw]
}
