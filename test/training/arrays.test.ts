import { expect, test } from 'vitest'
import type { Network } from '../../src/engine.js'
import {
  adam,
  decodeCheckpoint,
  dense,
  encodeCheckpoint,
  evaluate,
  exportModel,
  fit,
  meanAbsoluteError,
  meanSquaredError,
  ops,
  readTrainedNetwork,
  runtime,
  sequential,
  sgd,
} from '../../src/engine.js'

// y = 2x + 1, learned from arrays: nothing here is an image.

const x = Float32Array.from({ length: 64 }, (_, i) => i / 32 - 1)
const line = { count: 64, inputs: { input: x }, targets: { target: x.map(value => 2 * value + 1) } }
const net = sequential([dense({ units: 1 })], { inputShape: [1] })

test('fit needs a runtime, a loss and an optimizer, and nothing else', async () => {
  const { state } = await fit(net, line, { runtime, loss: meanSquaredError(), optimizer: sgd({ learningRate: 0.1 }) })
  expect(state.history.map(({ epoch, learningRate }) => [epoch, learningRate])).toEqual([[1, 0.1]])
})

test.each([{ epochs: 0 }, { batchSize: 1.5 }, { seed: -1 }, { threads: 0 }])('fit refuses %o', async wrong => {
  const [name] = Object.keys(wrong)
  const options = { runtime, loss: meanSquaredError(), optimizer: sgd({ learningRate: 0.1 }), ...wrong }
  await expect(fit(net, line, options)).rejects.toThrow(`fit: expected ${name} to be`)
})

test('evaluate tells loss and metrics of a model that was written and read again', async () => {
  const loss = meanSquaredError()
  const { state } = await fit(net, line, { runtime, loss, optimizer: adam({ learningRate: 0.1 }), epochs: 100 })
  const { network, parameters } = readTrainedNetwork(exportModel(net, state.parameters))
  const metrics = { distance: meanAbsoluteError().apply }
  const measured = await evaluate(network, line, { runtime, parameters, loss, metrics })
  expect(measured).toEqual({ loss: expect.closeTo(0, 4), distance: expect.closeTo(0, 2) })
  expect(measured).toEqual(await evaluate(net, line, { runtime, parameters: state.parameters, loss, metrics }))
  const empty = { count: 0, inputs: { input: new Float32Array() }, targets: { target: new Float32Array() } }
  await expect(evaluate(net, empty, { runtime, parameters, loss })).rejects.toThrow('evaluate: expected at least 1')
})

test('a checkpoint of a training with metrics of its own resumes to the same bits', async () => {
  const options = { runtime, loss: meanSquaredError(), optimizer: adam(), metrics: { off: meanAbsoluteError().apply } }
  const whole = await fit(net, line, { ...options, epochs: 4 })
  const half = await fit(net, line, { ...options, epochs: 2 })
  const resume = decodeCheckpoint<'off'>(encodeCheckpoint(half.state))
  const resumed = await fit(net, line, { ...options, epochs: 4, resume })
  expect(resumed.state.parameters).toEqual(whole.state.parameters)
  expect(resumed.state.history.map(({ trainOff }) => trainOff)).toEqual(
    whole.state.history.map(({ trainOff }) => trainOff),
  )
})

test('a network without layers, made of operators, is trained and exported', async () => {
  const parabola: Network = {
    inputs: [{ name: 'x', shape: [], dtype: 'float32' }],
    outputs: [{ name: 'y', shape: [], dtype: 'float32' }],
    weights: [{ name: 'a', kind: 'kernel', shape: [1], initializer: 'ones', trainable: true }],
    apply: ({ x }, { a }) => ({ y: ops.multiply(ops.square(x!), a!) }),
  }
  const examples = { count: 64, inputs: { x }, targets: { target: x.map(value => 3 * value ** 2) } }
  const training = { runtime, loss: meanSquaredError(), optimizer: adam({ learningRate: 0.1 }), epochs: 120 }
  const { state } = await fit(parabola, examples, training)
  const program = await runtime.compile(exportModel(parabola, state.parameters), { threads: 1 })
  const { y } = await program.run({ x: { data: Float32Array.of(2), shape: [1] } })
  await program.dispose()
  expect(y!.data[0]).toBeCloseTo(12, 2)
})
