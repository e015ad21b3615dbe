import { reshape, shapeOf, slice } from './shape.js'
import { integers, operation, type Tensor } from './tensor.js'
import { gatherRows, pixelsByPlace, rowsOf, type WindowOptions } from './unfold.js'

/**
 * The transpose of `unfold` ("col2im"): adds up, for every pixel, what the windows that meet it hold for it. What reaches beyond the
 * image is left out.
 *
 * @param columns one row for each channel, each place in a window and each window: [channels · places · windows, batch]
 * @param image the sizes of the result
 * @returns [channels, height, width, batch]
 */
export function fold(
  columns: Tensor,
  image: readonly [channels: number, height: number, width: number],
  options: WindowOptions,
): Tensor {
  const like = { shape: [...image, columns.shape[1]!] }
  const rows = rowsOf(like, pixelsByPlace(like, options))
  const pixels = image[0] * image[1] * image[2]
  const sums = rows.includes(pixels)
    ? slice(sumRows(columns, rows, pixels + 1), [{ axis: 0, start: 0, end: pixels }])
    : sumRows(columns, rows, pixels)
  return reshape(sums, like.shape)
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
