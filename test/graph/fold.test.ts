import { expect, test } from 'vitest'
import { gradients } from '../../src/graph/backward.js'
import { conv2d } from '../../src/graph/convolution.js'
import { multiply } from '../../src/graph/elementwise.js'
import { fold } from '../../src/graph/fold.js'
import { toOnnx } from '../../src/graph/onnx.js'
import { sum } from '../../src/graph/reduction.js'
import { input } from '../../src/graph/tensor.js'
import { conv2dTranspose } from '../../src/graph/transposedConvolution.js'
import { unfold } from '../../src/graph/unfold.js'
import { randomStream } from '../../src/random.js'
import { nodeRuntime } from '../../src/runtime/node.js'

const { normal } = randomStream(1, 'fold')
const random = (shape: readonly number[]) => ({
  data: Float32Array.from({ length: shape.reduce((a, b) => a * b, 1) }, normal),
  shape,
})

test('fold is the transpose of unfold: ⟨unfold(x), y⟩ = ⟨x, fold(y)⟩', async () => {
  const options = { size: [3, 2], strides: [2, 1], pads: [1, 0, 1, 2] } as const
  const x = input('x', 'float32', [2, 5, 4, 'batch'])
  const columns = unfold(x, options)
  const y = input('y', 'float32', columns.shape)
  const one = sum(multiply(columns, y), [0, 1])
  const other = sum(multiply(x, fold(y, [2, 5, 4], options)), [0, 1, 2, 3])
  const program = await nodeRuntime.compile(toOnnx({ one, other }).model, { threads: 1 })
  const result = await program.run({ x: random([2, 5, 4, 3]), y: random([columns.shape[0] as number, 3]) })
  await program.dispose()
  expect(Number(result.one!.data[0])).toBeCloseTo(Number(result.other!.data[0]), 3)
})

test('conv2dTranspose is the gradient of a convolution with respect to its input', async () => {
  const options = { strides: [2, 1], pads: [1, 0, 0, 1] } as const
  const x = input('x', 'float32', ['batch', 2, 6, 5])
  const w = input('w', 'float32', [3, 2, 3, 2])
  const { shape } = conv2d(x, w, options)
  const dy = input('dy', 'float32', shape)
  const [dx] = gradients(sum(multiply(conv2d(x, w, options), dy), [0, 1, 2, 3]), [x])
  const transposed = conv2dTranspose(dy, w, { ...options, size: [6, 5] })
  const program = await nodeRuntime.compile(toOnnx({ dx: dx!, transposed }).model, { threads: 1 })
  const result = await program.run({
    x: random([4, 2, 6, 5]),
    w: random([3, 2, 3, 2]),
    dy: random([4, ...(shape.slice(1) as number[])]),
  })
  await program.dispose()
  expect(result.transposed!.shape).toEqual([4, 2, 6, 5])
  for (const [i, value] of result.dx!.data.entries())
    expect(Number(result.transposed!.data[i])).toBeCloseTo(Number(value), 3)
})
