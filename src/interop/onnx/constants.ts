import { size } from '../../training/parameters.js'
import { transposed } from '../order.js'
import type { OnnxNode, OnnxTensor } from './graph.js'
import { refused } from './refused.js'

/** A value of a graph that does not depend on the image. */
export interface Constant extends OnnxTensor {
  readonly kind: 'constant'
}

/**
 * What follows from constants alone: lists of sizes.
 *
 * @throws {ModelError} if it is computed by an operator that such lists do not need
 */
export function folded(node: OnnxNode, inputs: readonly Constant[]): Constant {
  const [x, y] = inputs as [Constant, Constant | undefined]
  const list = (data: Iterable<number>): Constant => {
    const numbers = Float32Array.from(data)
    return { kind: 'constant', shape: [numbers.length], data: numbers }
  }
  switch (node.operator) {
    case 'Identity':
    case 'Cast':
    case 'Unsqueeze':
    case 'Squeeze':
      return node.operator.endsWith('queeze') ? list(x.data) : x
    case 'Gather':
      return list([...y!.data].map(index => x.data[index < 0 ? index + x.data.length : index]!))
    case 'Concat':
      return list(inputs.flatMap(({ data }) => [...data]))
    case 'Slice':
      return foldedSlice(node, inputs)
    case 'ConstantOfShape': {
      const { value } = node.attributes
      const shape = [...x.data]
      const fill = typeof value === 'object' && 'data' in value ? value.data[0]! : 0
      return { kind: 'constant', shape, data: new Float32Array(size(shape)).fill(fill) }
    }
    case 'Transpose': {
      const perm = (node.attributes.perm as number[] | undefined) ?? x.shape.map((_, i) => x.shape.length - 1 - i)
      return {
        kind: 'constant',
        shape: perm.map(axis => x.shape[axis]!),
        data: Float32Array.from(transposed(x.shape, perm), i => x.data[i]!),
      }
    }
    case 'Reshape': {
      const known = size([...y!.data].filter(length => length !== -1))
      return {
        kind: 'constant',
        shape: [...y!.data].map(length => (length === -1 ? x.data.length / known : length)),
        data: x.data,
      }
    }
    default:
      throw refused(node, 'it computes with constants alone')
  }
}

/** Rows of a list or a matrix, forward or backward. */
function foldedSlice(node: OnnxNode, [x, starts, ends, axes, steps]: readonly Constant[]): Constant {
  const [axis, step] = [axes?.data[0] ?? 0, steps?.data[0] ?? 1]
  if (axis !== 0 || starts!.data.length > 1) throw refused(node, 'it slices constants along more than rows')
  const [rows, ...rest] = x!.shape as [number, ...number[]]
  const bound = (value: number, least: number, most: number) =>
    Math.min(Math.max(value < 0 ? value + rows : value, least), most)
  const [first, last] = step > 0 ? [0, rows] : [-1, rows - 1]
  const [start, end] = [bound(starts!.data[0]!, Math.max(0, first), last), bound(ends!.data[0]!, first, last)]
  const taken: number[] = []
  for (let row = start; step > 0 ? row < end : row > end; row += step) taken.push(row)
  const length = size(rest)
  return {
    kind: 'constant',
    shape: [taken.length, ...rest],
    data: Float32Array.from(taken.flatMap(row => [...x!.data.subarray(row * length, (row + 1) * length)])),
  }
}

/** The value of a node `Constant`. */
export function constantOf(node: OnnxNode): Constant {
  const { value, value_float, value_int, value_ints, value_floats } = node.attributes
  if (typeof value === 'object' && 'data' in value) return { kind: 'constant', ...value }
  const numbers = [value_float ?? value_int ?? value_ints ?? value_floats ?? []].flat() as number[]
  return {
    kind: 'constant',
    shape: Array.isArray(value_ints ?? value_floats) ? [numbers.length] : [],
    data: Float32Array.from(numbers),
  }
}
