import { describe, expect, test } from 'vitest'
import { gradients } from '../../src/graph/backward.js'
import { product } from '../../src/graph/dimension.js'
import { add } from '../../src/graph/elementwise.js'
import { gemm } from '../../src/graph/linear.js'
import { toOnnx } from '../../src/graph/onnx.js'
import { sum } from '../../src/graph/reduction.js'
import { pad, reshape } from '../../src/graph/shape.js'
import { input } from '../../src/graph/tensor.js'
import { nodeRuntime } from '../../src/runtime/node.js'

describe('a product of sizes', () => {
  test('of known sizes is a number', () => {
    expect(product([])).toBe(1)
    expect(product([2, 3, 4])).toBe(24)
    expect(product([2, 0, 'batch'])).toBe(0)
  })
  test('of open sizes has one form, whatever their order', () => {
    expect(product(['batch'])).toBe('batch')
    expect(product([3, 'length', 4, 'batch'])).toBe('12*batch*length')
    expect(product(['2*batch', '3*length'])).toBe('6*batch*length')
  })
})

describe('reshape to open sizes', () => {
  const x = input('x', 'float32', ['batch', 'length', 4])

  /** What a batch of 2 with length 3 becomes. */
  async function run(shape: (string | number)[], back = x.shape) {
    const y = reshape(x, shape)
    const program = await nodeRuntime.compile(toOnnx({ y, same: reshape(y, back) }).model, { threads: 1 })
    const data = Float32Array.from({ length: 24 }, (_, i) => i)
    const result = await program.run({ x: { data, shape: [2, 3, 4] } })
    await program.dispose()
    expect(result.y!.data).toEqual(data)
    return [result.y!.shape, result.same!.shape]
  }

  test('two that keep their axes', async () => {
    expect(await run(['batch', 'length', 2, 2])).toEqual([
      [2, 3, 2, 2],
      [2, 3, 4],
    ])
  })
  test('two that become one', async () => {
    expect(await run(['batch*length', 4], ['2*batch*length', 2])).toEqual([
      [6, 4],
      [12, 2],
    ])
  })
  test('one that keeps its axis while the other changes its own', async () => {
    expect(await run(['batch', '4*length'])).toEqual([
      [2, 12],
      [2, 3, 4],
    ])
  })
  test('whose gradient parts them again', async () => {
    const [dx] = gradients(sum(reshape(x, ['batch*length', 4]), [0, 1]), [x])
    const program = await nodeRuntime.compile(toOnnx({ dx: dx! }).model, { threads: 1 })
    const result = await program.run({ x: { data: new Float32Array(24), shape: [2, 3, 4] } })
    await program.dispose()
    expect(result.dx).toEqual({ data: new Float32Array(24).fill(1), shape: [2, 3, 4] })
  })
  test('is refused where the sizes are not the same, by name', () =>
    expect(() => reshape(x, ['batch', 'width', 4])).toThrow(
      'reshape: expected as many values as in [batch, length, 4], received [batch, width, 4]',
    ))
  test('is refused where the runtime could not find them', () =>
    expect(() => reshape(reshape(x, ['batch*length', 4]), x.shape)).toThrow(
      'reshape: expected at most one open size that changes its axis, received [batch, length, 4] from [batch*length, 4]',
    ))
})

test('operands whose open sizes have different names are refused, by name', () => {
  const [a, b] = [input('a', 'float32', ['batch', 2]), input('b', 'float32', ['length', 2])]
  expect(() => add(a, b)).toThrow('add: expected shapes that broadcast together, received [batch, 2] and [length, 2]')
  expect(() => gemm(a, b, { transposeA: true })).toThrow(
    'gemm: expected matrices whose inner sizes agree, received [batch, 2] and [length, 2]',
  )
})

test('an axis of open size cannot grow', () =>
  expect(() => pad(input('x', 'float32', ['batch', 2]), [1, 0], [0, 0])).toThrow(
    'graph: expected a fixed size on axis 0 of [batch, 2], received batch',
  ))
