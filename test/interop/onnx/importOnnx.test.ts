import { readFile } from 'node:fs/promises'
import { expect, test } from 'vitest'
import { toOnnx } from '../../../src/graph/onnx.js'
import * as ops from '../../../src/graph/operators.js'
import { constant, input, operation, type Tensor } from '../../../src/graph/tensor.js'
import { importModel } from '../../../src/interop/importModel.js'
import { networkFrom } from '../../../src/model/configuration.js'
import { readTrainedNetwork } from '../../../src/model/modelFile.js'
import { preset, presetNames } from '../../../src/model/presets.js'
import { generatedNet, largestDifference, predictionsOf, randomImages, randomModel } from '../nets.js'

// The files are made by PyTorch itself: makeFixtures.py.

const folder = new URL('../../fixtures/onnx/', import.meta.url)
const expected = JSON.parse(await readFile(new URL('predictions.json', folder), 'utf8')) as Record<string, number[][]>
const images = Uint8Array.from({ length: 3 * 784 }, (_, index) => {
  const [n, i] = [Math.floor(index / 784), index % 784]
  return (7 * i + 31 * n + ((i * i) % 13)) % 256
})

test.each(['example', 'exampleDynamo', 'residual', 'residualDynamo'])(
  'the net %s that PyTorch exported predicts here what it predicts there',
  async name => {
    const bytes = new Uint8Array(await readFile(new URL(`${name}.onnx`, folder)))
    const { model } = await importModel(bytes, { pixels: '0..1' })
    const theirs = Float32Array.from(expected[name.replace('Dynamo', '')]!.flat())
    expect(largestDifference(await predictionsOf(model, images), theirs)).toBeLessThan(1e-6)
    expect(readTrainedNetwork(model).network.layers.length).toBeGreaterThan(8)
  },
)

/** The same graph without what says that it is of this project. */
function withoutConfiguration(model: Uint8Array): Uint8Array {
  const text = Buffer.from(model).toString('latin1')
  return new Uint8Array(Buffer.from(text.replace('configuration', 'another--name'), 'latin1'))
}

const nets = [
  ...presetNames.map(name => ({ name: `the preset ${name}`, network: networkFrom(preset(name)) })),
  ...Array.from({ length: 10 }, (_, seed) => ({ name: `generated net ${seed}`, network: generatedNet(seed, true) })),
]

test.each(nets)('$name comes back from its graph alone', async ({ network }) => {
  const model = randomModel(network)
  const { model: back } = await importModel(withoutConfiguration(model))
  const some = randomImages(20)
  expect(largestDifference(await predictionsOf(model, some), await predictionsOf(back, some))).toBeLessThan(1e-6)
})

test('a model of this project stays as it is', async () => {
  const model = randomModel(networkFrom(preset('mlp')))
  expect(await importModel(model)).toEqual({ model, notes: ['it is a model of this project already'] })
})

const image = input('image', 'float32', ['batch', 1, 28, 28])
const weights = (...shape: number[]) => constant(new Float32Array(shape.reduce((a, b) => a * b, 1)).fill(0.01), shape)
const head = (x: Tensor) => ops.gemm(ops.reshape(x, ['batch', 784]), weights(784, 10))
const unary = (operator: string, x: Tensor, attributes = {}) =>
  operation(operator, [x], { shape: x.shape, attributes, derivative: () => [undefined] })

test.each<[string, () => Tensor, string]>([
  ['an operator', () => head(unary('Selu', image)), 'Selu cannot be imported: there is no layer for it here'],
  [
    'arithmetic of two values',
    () => head(ops.multiply(unary('Relu', image), ops.tanh(image))),
    'Mul cannot be imported: there is no layer',
  ],
  ['a number times a value', () => head(ops.scale(ops.relu(image), 2)), 'Mul cannot be imported: there is no layer'],
  ['a power', () => head(ops.power(image, 2)), 'cannot be imported'],
  ['an output of images', () => ops.relu(image), 'expected a graph that yields one value for each class'],
])('%s that there is no layer for is refused by its name', async (_, build, message) => {
  const { model } = toOnnx({ output: build() })
  await expect(importModel(model)).rejects.toThrow(message)
  await expect(importModel(model)).rejects.toMatchObject({ name: 'ModelError' })
})

test('a damaged file is refused', async () => {
  const { model } = toOnnx({ output: head(image) })
  await expect(importModel(model.subarray(0, 3000))).rejects.toMatchObject({ name: 'ModelError' })
})
