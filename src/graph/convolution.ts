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
 * Two-dimensional cross-correlation, for prediction: training computes `unfoldedConv2d`, which has a derivative.
 * x [batch, channels, height, width], w [filters, channels, kernelHeight, kernelWidth] → [batch, filters, …, …].
 */
export function conv2d(x: Tensor, w: Tensor, { strides, pads, bias }: ConvolutionOptions): Tensor {
  const [filters, channels, kh, kw] = w.shape as [number, number, number, number]
  if (x.shape.length !== 4 || x.shape[1] !== channels)
    throw new Error(`conv2d: expected an input [batch, ${channels}, height, width], received ${formatShape(x.shape)}`)
  return operation('Conv', [x, w, ...(bias ? [bias] : [])], {
    shape: [x.shape[0]!, filters, ...windowGrid(fixed(x, 2), fixed(x, 3), [kh, kw], strides, pads)],
    attributes: windowAttributes(kh, kw, strides, pads),
  })
}

/** How many windows fit into an image: rows and columns of them. */
export function windowGrid(
  height: number,
  width: number,
  [kh, kw]: readonly [number, number],
  strides: readonly [number, number],
  [top, left, bottom, right]: Pads,
): [rows: number, columns: number] {
  return [
    Math.floor((height + top + bottom - kh) / strides[0]) + 1,
    Math.floor((width + left + right - kw) / strides[1]) + 1,
  ]
}

/** All of a window's attributes written out: WebGPU's kernels do not fill in every default. */
export function windowAttributes(kh: number, kw: number, strides: readonly [number, number], pads: Pads) {
  return {
    kernel_shape: { ints: [kh, kw] },
    strides: { ints: strides },
    pads: { ints: pads },
    dilations: { ints: [1, 1] },
    group: { int: 1 },
  }
}
