import { describe, expect, test } from 'vitest'
import { UsageError } from '../../src/errors.js'
import { keepMask } from '../../src/graph/noise.js'
import { toOnnx } from '../../src/graph/onnx.js'
import type { Tensor } from '../../src/graph/tensor.js'
import { activation } from '../../src/layers/activation.js'
import { add } from '../../src/layers/add.js'
import { batchNormalization } from '../../src/layers/batchNormalization.js'
import { concatenate } from '../../src/layers/concatenate.js'
import { dense } from '../../src/layers/dense.js'
import { flatten } from '../../src/layers/flatten.js'
import { inputTensors, weightTensors } from '../../src/layers/network.js'
import { networkFrom } from '../../src/model/configuration.js'
import { type Model, model } from '../../src/model/model.js'
import { exportModel } from '../../src/model/modelFile.js'
import { sequential } from '../../src/model/sequential.js'
import { summary } from '../../src/model/summary.js'
import { applyLayer, input, type SymbolicTensor } from '../../src/model/symbolicTensor.js'
import { nodeRuntime } from '../../src/runtime/node.js'
import { loadOnnxruntime } from '../../src/runtime/nodeOnnxruntime.js'
import { defineTask, mnistTask } from '../../src/task.js'
import { initialParameters, parameterCounts, parameterValues } from '../../src/training/parameters.js'

const { InferenceSession, Tensor: OnnxTensor } = await loadOnnxruntime()

const relu = () => activation({ function: 'relu' })

/** Two inputs, two outputs, a branch and a join. */
function twoByTwo(): Model {
  const left = input([2], { name: 'left' })
  const right = input([3], { name: 'right' })
  const hidden = applyLayer([dense({ units: 3 }), relu()], left)
  const sum = applyLayer(add(), [hidden, right], { name: 'sum' })
  const both = applyLayer(concatenate(), [sum, left])
  return model({
    inputs: [left, right],
    outputs: { value: applyLayer(dense({ units: 1 }), both), sum },
  })
}

/** A network of numbers: every weight is filled with `weight`. */
async function predict(net: Model, fed: Record<string, number[]>, weight = 1) {
  const { model } = toOnnx(net.apply(inputTensors(net), weightTensors(net)))
  const program = await nodeRuntime.compile(model, { threads: 1 })
  const filled = net.weights.map(({ name, shape }) => {
    const size = shape.reduce((a, b) => a * b, 1)
    return [name, { data: new Float32Array(size).fill(name.endsWith('.bias') ? 0 : weight), shape }] as const
  })
  const inputs = Object.entries(fed).map(([name, values]) => {
    return [name, { data: Float32Array.from(values), shape: [1, values.length] }] as const
  })
  const result = await program.run({ ...Object.fromEntries(filled), ...Object.fromEntries(inputs) })
  await program.dispose()
  return Object.fromEntries(Object.entries(result).map(([name, { data }]) => [name, [...data].map(Number)]))
}

test('a model with two inputs and two outputs computes what its layers say', async () => {
  const net = twoByTwo()
  expect(net.inputs).toEqual([
    { name: 'left', shape: [2], dtype: 'float32' },
    { name: 'right', shape: [3], dtype: 'float32' },
  ])
  expect(net.outputs).toEqual([
    { name: 'value', shape: [1], dtype: 'float32' },
    { name: 'sum', shape: [3], dtype: 'float32' },
  ])
  expect(net.layers.map(({ name }) => name)).toEqual(['dense', 'activation', 'sum', 'concatenate', 'dense_1'])
  // hidden 3, 3, 3; sum 13, 23, 33; value 69 + 1 + 2
  expect(await predict(net, { left: [1, 2], right: [10, 20, 30] })).toEqual({ value: [72], sum: [13, 23, 33] })
})

test('one ONNX file holds all outputs, and plain ONNX Runtime computes them', async () => {
  const net = twoByTwo()
  const parameters = initialParameters(net, 5)
  const session = await InferenceSession.create(exportModel(net, parameters))
  expect([session.inputNames, session.outputNames]).toEqual([
    ['left', 'right'],
    ['value', 'sum'],
  ])
  const found = await session.run({
    left: new OnnxTensor(Float32Array.of(1, -2, 0.5, 3), [2, 2]),
    right: new OnnxTensor(Float32Array.of(1, 2, 3, 4, 5, 6), [2, 3]),
  })
  expect([found.value!.dims, found.sum!.dims]).toEqual([
    [2, 1],
    [2, 3],
  ])
  const { 'dense.kernel': kernel } = parameterValues(net, parameters)
  const [a, b] = [kernel!.data[0] as number, kernel!.data[3] as number]
  expect(found.sum!.data[0]).toBeCloseTo(Math.max(0, a - 2 * b) + 1, 5)
  await session.release()
})

test('a layer that is applied twice has its weights once', async () => {
  const shared = dense({ units: 1, useBias: false })
  const [a, b] = [input([2], { name: 'a' }), input([2], { name: 'b' })]
  const net = model({
    inputs: [a, b],
    outputs: { sum: applyLayer(add(), [applyLayer(shared, a), applyLayer(shared, b, { name: 'again' })]) },
  })
  expect(net.weights.map(({ name }) => name)).toEqual(['dense.kernel'])
  expect(parameterCounts(net).trained).toBe(2)
  expect(net.layers.find(({ name }) => name === 'again')).toMatchObject({ sharedWith: 'dense', weights: {} })
  expect(await predict(net, { a: [1, 2], b: [10, 20] }, 3)).toEqual({ sum: [99] })
  expect(summary(net)).toContain('again (dense of dense)')
  const again = networkFrom(JSON.parse(JSON.stringify(net.config)))
  expect(again.config).toEqual(net.config)
  expect(again.weights).toEqual(net.weights)
  expect(await predict(again, { a: [1, 2], b: [10, 20] }, 3)).toEqual({ sum: [99] })
})

test('running statistics of a layer that is applied twice take in both times', () => {
  const shared = batchNormalization({ momentum: 0.5 })
  const [a, b] = [input([1], { name: 'a' }), input([1], { name: 'b' })]
  const net = model({ inputs: [a, b], outputs: [applyLayer(add(), [applyLayer(shared, a), applyLayer(shared, b)])] })
  const updates: Record<string, Tensor> = {}
  const weights = weightTensors(net)
  net.apply(inputTensors(net), weights, {
    keepMask: (shape, rate) => keepMask('mask', shape, rate),
    update: (name, value) => {
      updates[name] = value
    },
  })
  const { inputs } = toOnnx({ mean: updates['batchNormalization.movingMean']! })
  expect(inputs.map(({ name }) => name).sort()).toEqual(['a', 'b', 'batchNormalization.movingMean'])
})

test('the data of a model build it again, with the same names, weights and answers', async () => {
  const net = twoByTwo()
  const again = networkFrom(JSON.parse(JSON.stringify(net.config)))
  const described = ({ inputs, outputs, weights, config }: Model) => ({ inputs, outputs, weights, config })
  expect(described(again)).toEqual(described(net))
  const fed = { left: [1, -2], right: [0.5, 0, -1] }
  expect(await predict(again, fed, 0.7)).toEqual(await predict(net, fed, 0.7))
})

test('the summary shows inputs and connections where layers branch', () =>
  expect(`\n${summary(twoByTwo())}\n`).toMatchSnapshot())

test('outputs in a list are called as their layers are', () => {
  const x = input([2])
  const y = applyLayer(dense({ units: 2 }), x)
  const net = model({ inputs: x, outputs: [applyLayer(relu(), y, { name: 'last' }), y] })
  expect(net.inputs[0]!.name).toBe('input')
  expect(net.outputs.map(({ name }) => name)).toEqual(['last', 'dense'])
})

test('sequential builds models of other arrays than digits, and each place has weights of its own', () => {
  const layer = dense({ units: 2, activation: 'tanh' })
  const net = sequential([layer, layer], { inputShape: [2] })
  expect(net.inputs).toEqual([{ name: 'input', shape: [2], dtype: 'float32' }])
  expect(net.outputs).toEqual([{ name: 'output', shape: [2], dtype: 'float32' }])
  expect(net.weights.map(({ name }) => name)).toEqual(['dense.kernel', 'dense.bias', 'dense_1.kernel', 'dense_1.bias'])
  expect(networkFrom(JSON.parse(JSON.stringify(net.config))).config).toEqual(net.config)
})

test('a model is frozen, and given names are kept beside numbered ones', () => {
  const x = input([2])
  const y = applyLayer(dense({ units: 2 }), applyLayer(dense({ units: 2 }), x), { name: 'dense' })
  const net = model({ inputs: x, outputs: y })
  expect(net.layers.map(({ name }) => name)).toEqual(['dense_1', 'dense'])
  expect(Object.isFrozen(net) && Object.isFrozen(net.layers[0]) && Object.isFrozen(x) && Object.isFrozen(y)).toBe(true)
})

/** Images of two channels of one pixel. */
const dots = defineTask({
  name: 'Dots',
  imageShape: [2, 1, 1],
  classes: ['low', 'high'],
  mean: [0.2, 0.6],
  deviation: [0.5, 0.1],
})

test('standardize takes the mean and the deviation of each channel from the task', async () => {
  const pixels = input([2, 1, 1], { name: 'image', preprocessing: 'standardize', task: dots })
  const net = model({ inputs: pixels, outputs: { values: applyLayer(flatten(), pixels) } })
  const { model: bytes } = toOnnx(net.apply(inputTensors(net), {}))
  const program = await nodeRuntime.compile(bytes, { threads: 1 })
  const { values } = await program.run({ image: { data: Uint8Array.of(255, 153), shape: [1, 2, 1, 1] } })
  expect(values!.data[0]).toBeCloseTo((1 - 0.2) / 0.5, 5)
  expect(values!.data[1]).toBeCloseTo(0, 5)
  await program.dispose()
})

test('a model is a classifier of a task where it goes from its image to as many probabilities as there are classes', () => {
  const net = (image: SymbolicTensor, units: number, output = 'probabilities') =>
    model({
      inputs: image,
      outputs: { [output]: applyLayer([flatten(), dense({ units, activation: 'softmax' })], image) },
    })
  const image = input([2, 1, 1], { name: 'image', preprocessing: 'normalize', task: dots })
  expect(net(image, 2).task).toEqual(dots)
  expect(net(image, 3).task).toBeUndefined()
  expect(net(image, 2, 'other').task).toBeUndefined()
  expect(networkFrom(net(image, 2, 'other').config).config).toEqual(net(image, 2, 'other').config)
  expect(net(input([1, 28, 28], { name: 'image', preprocessing: 'normalize' }), 10).task).toBe(mnistTask)
  expect(net(input([2, 1, 1], { name: 'image' }), 2).task).toBeUndefined()
})

describe('what does not fit together is refused by name', () => {
  const x = input([2], { name: 'x' })
  const y = applyLayer(dense({ units: 2 }), x)
  const shared = dense({ units: 2 })
  const cases: [() => unknown, string][] = [
    [
      () => model({ inputs: [], outputs: y }),
      'model: expected inputs to be tensors that input or applyLayer made, received []',
    ],
    [
      () => model({ inputs: input([3], { name: 'z' }), outputs: y }),
      'model: expected inputs to hold all that the outputs depend on, "x" of shape [2] is missing',
    ],
    [
      () => model({ inputs: [x, input([3])], outputs: y }),
      'model: expected inputs that an output depends on, none depends on an input of shape [3]',
    ],
    [
      () => model({ inputs: x, outputs: { y: x } }),
      'model: expected outputs that layers made, received the input for "y"',
    ],
    [
      () => model({ inputs: x, outputs: { x: y } }),
      'model: expected outputs to have names of their own, a name: a letter, then letters, digits, _, - or /, received "x"',
    ],
    [() => model({ inputs: x, outputs: [y, y] }), 'model: expected outputs that differ, received "dense" twice'],
    [
      () => model({ inputs: x, outputs: applyLayer(relu(), y, { name: 'x' }) }),
      'model: expected names that differ, received "x" twice',
    ],
    [() => model({ inputs: x, output: y } as never), 'model: unknown option "output"; allowed are inputs, outputs'],
    [
      () => model({ inputs: x, outputs: 'y' as never }),
      'model: expected outputs to be tensors that input or applyLayer made, received "y"',
    ],
    [
      () => applyLayer(relu(), y, { name: '1st' }),
      'applyLayer: expected name to be a name: a letter, then letters, digits, _, - or /, received "1st"',
    ],
    [
      () => applyLayer(dense({ units: 1 }), [x, y]),
      'dense: expected one input, received 2; add, average and concatenate join several',
    ],
    [() => applyLayer(add(), x), 'add: expected at least two inputs, received 1'],
    [() => applyLayer([], x), 'applyLayer: expected a layer, received none'],
    [
      () => applyLayer(relu(), undefined as never),
      'activation: expected tensors that input or applyLayer made, received nothing',
    ],
    [
      () => input([3, 8, 8], { preprocessing: 'standardize' }),
      'input: expected a task, which says mean and deviation of pixels [3, 8, 8], received none',
    ],
    [
      () => input([3, 8, 8], { preprocessing: 'normalize', task: dots }),
      'input: expected preprocessing of 1 × 1 pixels of 2 channels, those of Dots, received normalize of [3, 8, 8]',
    ],
    [
      () => input([2, 1, 1], { task: dots }),
      'input: expected preprocessing of 1 × 1 pixels of 2 channels, those of Dots, received none of [2, 1, 1]',
    ],
    [
      () => sequential([dense({ units: 2 })], { task: dots, inputShape: [2] }),
      'sequential: expected no task or preprocessing of floats, received "Dots" and an inputShape',
    ],
    [() => input([0]), 'input: expected shape.0 to be a positive integer, received 0'],
    [
      () => model({ inputs: x, outputs: applyLayer(shared, applyLayer([dense({ units: 3 })], applyLayer(shared, x))) }),
      'dense_2: expected an input for the weights that it shares with dense, whose kernel is [2, 2], received [3], which needs [3, 2]',
    ],
  ]
  for (const [act, message] of cases) test(message, () => expect(act).toThrow(new UsageError(message)))
})
