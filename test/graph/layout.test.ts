import { describe, expect, test } from 'vitest'
import { UsageError } from '../../src/errors.js'
import { batchFirst, batchLast, layoutOf } from '../../src/graph/layout.js'
import * as ops from '../../src/graph/operators.js'
import { input, type Shape } from '../../src/graph/tensor.js'

const tensor = (...shape: Shape) => input('x', 'float32', shape)

describe('the layout of a tensor', () => {
  test('is told by the axis of the examples', () => {
    expect(layoutOf(tensor('batch', 3, 4, 4))).toBe('batchFirst')
    expect(layoutOf(tensor(3, 4, 4, 'batch'))).toBe('batchLast')
    expect(layoutOf(batchLast(tensor('batch', 3)))).toBe('batchLast')
    expect(layoutOf(batchFirst(tensor(3, 'batch')))).toBe('batchFirst')
  })

  test.each([
    ['weights', [3, 2, 3, 3]],
    ['a number for each example', ['batch']],
    ['unfolded windows', [18, '16*batch']],
    ['examples between other axes', [3, 'batch', 4]],
    ['examples by examples', ['batch', 'batch']],
  ] as const)('is none for %s', (_, shape) => {
    expect(layoutOf(tensor(...shape))).toBeUndefined()
  })
})

// With 4 examples all of these would be computed, and be wrong: it is the name of the size that tells.
describe('a graph that mixes layouts is refused, whatever the sizes when it runs:', () => {
  const [x, z] = [tensor('batch', 3, 4), tensor(4, 3, 'batch')]
  const mask = input('mask', 'bool', x.shape)

  test.each([
    ['add', () => ops.add(x, z)],
    ['subtract', () => ops.subtract(z, x)],
    ['multiply', () => ops.multiply(x, z)],
    ['divide', () => ops.divide(z, x)],
    ['maximum', () => ops.maximum(x, z)],
    ['equalMask', () => ops.equalMask(x, z)],
    ['where', () => ops.where(mask, x, z)],
    ['concatenate', () => ops.concatenate([x, z], 1)],
    ['matmul', () => ops.matmul(x, z)],
  ])('%s', (_, build) => {
    expect(build).toThrow(UsageError)
    expect(build).toThrow(/\[batch, 3, 4\].*\[4, 3, batch\]|\[4, 3, batch\].*\[batch, 3, 4\]/)
  })

  test('gemm, where it would add over axes that are not the same', () => {
    const [a, b] = [tensor('batch', 4), tensor(4, 'batch')]
    expect(() => ops.gemm(a, b, { transposeB: true })).toThrow(UsageError)
    expect(ops.gemm(a, b).shape).toEqual(['batch', 'batch'])
  })
})
