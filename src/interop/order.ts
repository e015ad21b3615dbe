import { size } from '../training/parameters.js'

// Frameworks keep the same numbers in other orders: Keras has the channels of an image last, PyTorch the outputs of a dense layer first.
// An order says where each number of theirs lies among ours, so that one description serves both directions.

/** theirs[i] = ours[order[i]]; undefined where both have the same order. */
export type Order = Uint32Array | undefined

/** Numbers of ours in their order. */
export function toTheirs(ours: Float32Array, order: Order): Float32Array {
  return order ? Float32Array.from(order, index => ours[index]!) : Float32Array.from(ours)
}

/** Numbers of theirs in our order. */
export function toOurs(theirs: Float32Array, order: Order): Float32Array {
  const ours = Float32Array.from(theirs)
  order?.forEach((index, i) => {
    ours[index] = theirs[i]!
  })
  return ours
}

/**
 * The order of an array whose axes are exchanged.
 *
 * @param shape of ours
 * @param axes of ours, in the order in which they have them
 * @example transposed([16, 1, 3, 3], [2, 3, 1, 0]) // OIHW → HWIO
 */
export function transposed(shape: readonly number[], axes: readonly number[]): Uint32Array {
  const strides = shape.map((_, axis) => size(shape.slice(axis + 1)))
  let offsets = [0]
  for (const axis of axes)
    offsets = offsets.flatMap(offset => Array.from({ length: shape[axis]! }, (_, i) => offset + i * strides[axis]!))
  return Uint32Array.from(offsets)
}

/**
 * The order of a matrix whose rows have an order, row after row.
 *
 * @param columns numbers of a row
 */
export function orderOfRows(rows: Order, columns: number): Order {
  if (!rows) return undefined
  const order = new Uint32Array(rows.length * columns)
  rows.forEach((row, i) => {
    for (let column = 0; column < columns; column++) order[i * columns + column] = row * columns + column
  })
  return order
}

/** The order of lists that follow one another. */
export function joined(parts: readonly { readonly length: number; readonly order: Order }[]): Order {
  if (parts.every(({ order }) => order === undefined)) return undefined
  let start = 0
  const indices = parts.flatMap(({ length, order }) => {
    const part = Array.from(order ?? Array(length).keys(), index => start + index)
    start += length
    return part
  })
  return Uint32Array.from(indices)
}

/** The same order, undefined where it changes nothing. */
export function simplified(order: Order): Order {
  return order?.every((index, i) => index === i) ? undefined : order
}

/** Whether two orders are the same. */
export function sameOrder(a: Order, b: Order): boolean {
  if (!a || !b) return a === b
  return a.length === b.length && a.every((index, i) => index === b[i])
}
