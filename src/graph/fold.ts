import { reshape, shapeOf, slice } from './shape.js'
import { integers, operation, type Tensor } from './tensor.js'
import { gatherRows, rowsOfPixels } from './unfold.js'
import { pixelsByOffset, type WindowOptions } from './windows.js'

/**
 * The transpose of `unfold` ("col2im"): adds up, for every pixel, what the windows that meet it hold for it. What reaches beyond the
 * image is left out.
 *
 * @param columns one row for each channel, each offset within a window and each window: [channels · offsets · windows, batch]
 * @returns [channels, height, width, batch], of the given sizes
 */
export function fold(
  columns: Tensor,
  [channels, height, width]: readonly [channels: number, height: number, width: number],
  options: WindowOptions,
): Tensor {
  const rows = rowsOfPixels(pixelsByOffset(height, width, options).flat(), channels, height * width)
  const pixels = channels * height * width
  const sums = rows.includes(pixels)
    ? slice(sumRows(columns, rows, pixels + 1), [{ axis: 0, start: 0, end: pixels }])
    : sumRows(columns, rows, pixels)
  return reshape(sums, [channels, height, width, columns.shape[1]!])
}

/** Adds row i of x [rows, batch] to row rows[i] of a result [count, batch] that begins with zeros. */
function sumRows(x: Tensor, rows: readonly number[], count: number): Tensor {
  const batch = operation('Gather', [shapeOf(x), integers([1])], { shape: [1], dtype: 'int64' })
  const shape = operation('Concat', [integers([count]), batch], {
    shape: [2],
    dtype: 'int64',
    attributes: { axis: { int: 0 } },
  })
  const zeros = operation('ConstantOfShape', [shape], { shape: [count, x.shape[1]!] })
  const places = { ...integers(rows), shape: [rows.length, 1] }
  return operation('ScatterND', [zeros, places, x], {
    shape: [count, x.shape[1]!],
    attributes: { reduction: { text: 'add' } },
    derivative: dy => [undefined, undefined, gatherRows(dy, rows)],
  })
}
