import { expect, test } from 'vitest'
import { gradients } from '../../src/graph/backward.js'
import { add, scale } from '../../src/graph/elementwise.js'
import { toOnnx } from '../../src/graph/onnx.js'
import { postorder } from '../../src/graph/postorder.js'
import { input, scalar, type Tensor } from '../../src/graph/tensor.js'
import { activation } from '../../src/layers/activation.js'
import { sequential } from '../../src/model/sequential.js'

test('a node comes after its inputs, in their order, and once', () => {
  const inputs: Record<string, string[]> = { a: [], b: ['a'], c: ['a', 'b'], d: ['c', 'a'], e: ['d', 'b'] }
  expect(postorder(['e', 'c'], node => inputs[node]!)).toEqual(['a', 'b', 'c', 'd', 'e'])
})

test('a graph of 20,000 operations is differentiated and printed', () => {
  const x = input('x', 'float32', [])
  let y: Tensor = x
  for (let i = 0; i < 20_000; i++) y = add(y, scalar(1))
  const [dx] = gradients(scale(y, 2), [x])
  expect(toOnnx({ y, dx: dx! }).inputs.map(({ name }) => name)).toEqual(['x'])
})

test('a model of 20,000 layers is put together', () => {
  const layer = activation({ function: 'relu' })
  const net = sequential(
    Array.from({ length: 20_000 }, () => layer),
    { inputShape: [2] },
  )
  expect(net.layers).toHaveLength(20_000)
})
