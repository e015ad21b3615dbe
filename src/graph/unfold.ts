import { type Pads, windowGrid } from './convolution.js'
import { pad, reshape, shapeOf } from './shape.js'
import { fixed, integers, operation, type Tensor } from './tensor.js'

/** What slides over an image: a kernel, or the window of a pool. */
export interface WindowOptions {
  /** Height and width, in pixels. */
  readonly size: readonly [number, number]
  readonly strides: readonly [number, number]
  readonly pads: Pads
}

/** How many windows fit into images [channels, height, width, batch]. */
export function gridOf(
  x: Pick<Tensor, 'shape'>,
  { size, strides, pads }: WindowOptions,
): [rows: number, columns: number] {
  return windowGrid(fixed(x, 1), fixed(x, 2), size, strides, pads)
}

/**
 * The pixels that each window meets, side by side ("im2col"): x [channels, height, width, batch] → one row for each channel,
 * for each place in a window, for each window, [channels · places · windows, batch]. A row is copied whole.
 *
 * @param order the windows that are wanted, in their order; all of them, row by row, unless told
 * @param outside what stands where a window reaches beyond the image
 */
export function unfold(x: Tensor, options: WindowOptions, order?: readonly number[], outside = 0): Tensor {
  const [channels, area] = [fixed(x, 0), fixed(x, 1) * fixed(x, 2)]
  const places = pixelsByPlace(x, options).map(met => (order ? order.map(window => met[window]!) : met))
  const rows = rowsOf(x, places)
  const pixels = reshape(x, [channels * area, x.shape[3]!])
  const reachesOut = rows.includes(channels * area)
  return gatherRows(reachesOut ? pad(pixels, [0, 0], [1, 0], outside) : pixels, rows)
}

/** For each channel, place and window, the row of the pixel among channels · height · width; beyond the image, the one after the last. */
export function rowsOf(x: Pick<Tensor, 'shape'>, places: readonly (readonly number[])[]): number[] {
  const [channels, area] = [fixed(x, 0), fixed(x, 1) * fixed(x, 2)]
  return Array.from({ length: channels }, (_, channel) =>
    places.flat().map(pixel => (pixel < 0 ? channels * area : channel * area + pixel)),
  ).flat()
}

/** For each place in a window, the pixel that each window has there, counted row by row; -1 beyond the image. */
export function pixelsByPlace(x: Pick<Tensor, 'shape'>, options: WindowOptions): number[][] {
  const { size, strides, pads } = options
  const [height, width] = [fixed(x, 1), fixed(x, 2)]
  const [rows, columns] = gridOf(x, options)
  return Array.from({ length: size[0] * size[1] }, (_, place) =>
    Array.from({ length: rows * columns }, (_, window) => {
      const i = Math.floor(window / columns) * strides[0] - pads[0] + Math.floor(place / size[1])
      const j = (window % columns) * strides[1] - pads[1] + (place % size[1])
      return i < 0 || j < 0 || i >= height || j >= width ? -1 : i * width + j
    }),
  )
}

/** The rows of x [rows, batch] that are named, in that order and as often. */
export function gatherRows(x: Tensor, rows: readonly number[]): Tensor {
  return operation('Gather', [x, integers(rows)], {
    shape: [rows.length, x.shape[1]!],
    attributes: { axis: { int: 0 } },
    derivative: dy => [sumIntoRows(dy, rows, x), undefined],
  })
}

/** Adds every row of dy to the row of x's shape from which it was taken. */
function sumIntoRows(dy: Tensor, rows: readonly number[], x: Tensor): Tensor {
  const zeros = operation('ConstantOfShape', [shapeOf(x)], { shape: x.shape })
  const places = { ...integers(rows), shape: [rows.length, 1] }
  return operation('ScatterND', [zeros, places, dy], { shape: x.shape, attributes: { reduction: { text: 'add' } } })
}
