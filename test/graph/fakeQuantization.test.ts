import { expect, test } from 'vitest'
import { gradients } from '../../src/graph/backward.js'
import { toOnnx } from '../../src/graph/onnx.js'
import { dequantize, fakeQuantize, fakeQuantizeWeights, quantize } from '../../src/graph/quantization.js'
import { input, type Tensor } from '../../src/graph/tensor.js'
import { randomStream } from '../../src/random.js'
import { nodeRuntime } from '../../src/runtime/node.js'
import type { Values } from '../../src/runtime/runtime.js'
import { checkDerivative } from '../checks/derivative.js'
import { weightedSum } from '../checks/graph.js'

async function run(outputs: Record<string, Tensor>, feeds: Values): Promise<Record<string, number[]>> {
  const program = await nodeRuntime.compile(toOnnx(outputs).model, { threads: 1 })
  const results = await program.run(feeds)
  await program.dispose()
  return Object.fromEntries(Object.entries(results).map(([name, { data }]) => [name, Array.from(data, Number)]))
}

const drawn = (length: number) => {
  const random = randomStream(1, 'drawn')
  return Float32Array.from({ length }, () => 3 * random.normal())
}

test('values become what their int8 values stand for', async () => {
  const [x, data] = [input('x', 'float32', [1000]), drawn(1000)]
  const quantization = { scale: 1 / 32, zero: -20 }
  const { fake, real } = await run(
    { fake: fakeQuantize(x, quantization), real: dequantize(quantize(x, 'int8', quantization), quantization) },
    { x: { data, shape: [1000] } },
  )
  expect(fake!.map(value => value + 0)).toEqual(real) // -0 is 0
  expect(new Set(fake).size).toBeGreaterThan(200)
})

test('the derivative is that of the stairs as seen from afar: 1 within the range, 0 outside', () => {
  // Integers stand for -2.16 to 1.83, none of the values within a finite step of either; a step is 16 stairs wide.
  const places = [-4, -2.5, -1.7, -0.3, 0, 0.2, 0.9, 1.5, 2.2, 3]
  let next = 0
  const x = { shape: [2, 5], values: () => places[next++ % places.length]! }
  return checkDerivative(t => fakeQuantize(t!, { scale: 1 / 64, zero: 10 }), [x], { step: 16 / 64, batch: true })
})

test('weights have 255 values, symmetric about zero, by the largest of their filter, and all have a derivative of 1', async () => {
  const shape = [3, 2, 7]
  const [w, data] = [input('w', 'float32', shape), drawn(42)]
  data.fill(0, 14, 28)
  const y = fakeQuantizeWeights(w)
  const { loss } = weightedSum(y)
  const [dw] = gradients(loss, [w])
  const weighting = drawn(42)
  const results = await run({ y, dw: dw! }, { w: { data, shape }, weighting: { data: weighting, shape } })
  for (const filter of [0, 1, 2]) {
    const own = data.subarray(14 * filter, 14 * filter + 14)
    const scale = own.reduce((most, value) => Math.max(most, Math.abs(value)), 0) / 127 || 1
    for (const [i, value] of own.entries())
      expect(results.y![14 * filter + i]).toBeCloseTo(Math.round(value / scale) * scale, 5)
  }
  for (const [i, value] of weighting.entries()) expect(results.dw![i]).toBeCloseTo(value, 5)
})
