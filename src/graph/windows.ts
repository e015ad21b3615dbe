/** Zeros added around an image, in pixels, in the order of ONNX: top, left, bottom, right. */
export type Pads = readonly [top: number, left: number, bottom: number, right: number]

/** What slides over an image: a kernel, or the window of a pool. */
export interface WindowOptions {
  /** Height and width, in pixels. */
  readonly size: readonly [number, number]
  readonly strides: readonly [number, number]
  readonly pads: Pads
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

/**
 * For each offset within a window, row by row, the pixel that each window has there: windows and pixels are counted row by row,
 * and -1 stands for what lies beyond the image.
 */
export function pixelsByOffset(height: number, width: number, { size, strides, pads }: WindowOptions): number[][] {
  const [rows, columns] = windowGrid(height, width, size, strides, pads)
  return Array.from({ length: size[0] * size[1] }, (_, offset) =>
    Array.from({ length: rows * columns }, (_, window) => {
      const i = Math.floor(window / columns) * strides[0] - pads[0] + Math.floor(offset / size[1])
      const j = (window % columns) * strides[1] - pads[1] + (offset % size[1])
      return i < 0 || j < 0 || i >= height || j >= width ? -1 : i * width + j
    }),
  )
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
