import { expect, test } from 'vitest'
import { toOnnx } from '../../src/graph/onnx.js'
import { gridSample } from '../../src/graph/sampling.js'
import { input } from '../../src/graph/tensor.js'
import { nodeRuntime } from '../../src/runtime/node.js'

/** Samples a 3 × 3 image of 1 … 9 where `at` says, in pixels from the first. */
async function sampled(at: (column: number, row: number) => readonly [column: number, row: number]) {
  const places = Array.from({ length: 9 }, (_, i) => at(i % 3, Math.floor(i / 3)))
  const grid = Float32Array.from(places.flat(), pixel => ((pixel + 0.5) * 2) / 3 - 1)
  const y = gridSample(input('x', 'float32', ['batch', 1, 3, 3]), input('grid', 'float32', ['batch', 3, 3, 2]))
  expect(y.shape).toEqual(['batch', 1, 3, 3])
  const program = await nodeRuntime.compile(toOnnx({ y }).model, { threads: 1 })
  const x = Float32Array.from({ length: 9 }, (_, i) => i + 1)
  const result = await program.run({ x: { data: x, shape: [1, 1, 3, 3] }, grid: { data: grid, shape: [1, 3, 3, 2] } })
  await program.dispose()
  return Array.from(result.y!.data as Float32Array, value => Number(value.toFixed(4)))
}

test('a grid that points at each pixel gives the image back', async () => {
  expect(await sampled((column, row) => [column, row])).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9])
})

test('a grid that points one column to the right moves the image to the left, with zeros behind it', async () => {
  expect(await sampled((column, row) => [column + 1, row])).toEqual([2, 3, 0, 5, 6, 0, 8, 9, 0])
})

test('between pixels lies the mean of both, and half of one at the edge', async () => {
  expect(await sampled((column, row) => [column, row + 0.5])).toEqual([2.5, 3.5, 4.5, 5.5, 6.5, 7.5, 3.5, 4, 4.5])
})
