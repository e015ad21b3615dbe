import { pad, reshape, shapeOf } from './shape.js'
import { fixed, integers, operation, type Tensor } from './tensor.js'
import { pixelsByOffset, type WindowOptions } from './windows.js'

/**
 * The pixels that each window meets, side by side ("im2col"): x [channels, height, width, batch] → one row for each channel,
 * for each offset within a window, for each window, [channels · offsets · windows, batch]. A row is copied whole.
 *
 * @param order the windows that are wanted, in their order. Defaults to all of them, row by row.
 * @param outside what stands where a window reaches beyond the image
 */
export function unfold(x: Tensor, options: WindowOptions, order?: readonly number[], outside = 0): Tensor {
  const [channels, height, width] = [fixed(x, 0), fixed(x, 1), fixed(x, 2)]
  const wanted = pixelsByOffset(height, width, options).flatMap(met =>
    order ? order.map(window => met[window]!) : met,
  )
  const rows = rowsOfPixels(wanted, channels, height * width)
  const pixels = reshape(x, [channels * height * width, x.shape[3]!])
  return gatherRows(wanted.includes(-1) ? pad(pixels, [0, 0], [1, 0], outside) : pixels, rows)
}

/** For each channel, the rows of its pixels among channels · area; of -1, a pixel beyond the image, the row after the last. */
export function rowsOfPixels(pixels: readonly number[], channels: number, area: number): number[] {
  return Array.from({ length: channels }, (_, channel) =>
    pixels.map(pixel => (pixel < 0 ? channels * area : channel * area + pixel)),
  ).flat()
}

/** The rows of x [rows, batch] that are named, in that order and as often. */
export function gatherRows(x: Tensor, rows: readonly number[]): Tensor {
  return operation('Gather', [x, integers(rows)], {
    shape: [rows.length, x.shape[1]!],
    attributes: { axis: { int: 0 } },
    derivative: (dy, _, x) => [sumIntoRows(dy, rows, x), undefined],
  })
}

/** Adds every row of dy to the row of x's shape from which it was taken. */
function sumIntoRows(dy: Tensor, rows: readonly number[], x: Tensor): Tensor {
  const zeros = operation('ConstantOfShape', [shapeOf(x)], { shape: x.shape })
  const places = { ...integers(rows), shape: [rows.length, 1] }
  return operation('ScatterND', [zeros, places, dy], { shape: x.shape, attributes: { reduction: { text: 'add' } } })
}
