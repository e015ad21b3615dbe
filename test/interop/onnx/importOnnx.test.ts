import { readFile } from 'node:fs/promises'
import { expect, test } from 'vitest'
import { toOnnx } from '../../../src/graph/onnx.js'
import * as ops from '../../../src/graph/operators.js'
import { constant, input, operation, type Tensor } from '../../../src/graph/tensor.js'
import { importModel } from '../../../src/interop/importModel.js'
import { networkFrom } from '../../../src/model/configuration.js'
import type { Model } from '../../../src/model/model.js'
import { readTrainedNetwork } from '../../../src/model/modelFile.js'
import { modelFrom } from '../../../src/model/modelFrom.js'
import { preset, presetNames } from '../../../src/model/presets.js'
import { randomStream } from '../../../src/random.js'
import { nodeRuntime } from '../../../src/runtime/node.js'
import { generatedNet, largestDifference, predictionsOf, randomImages, randomModel, squeezedNet } from '../nets.js'

// The files are made by PyTorch and tf2onnx themselves: makeFixtures.py, ../converters/exportTensorflow.py.

const folder = new URL('../../fixtures/onnx/', import.meta.url)
const predictions = async (name: string) =>
  JSON.parse(await readFile(new URL(name, folder), 'utf8')) as Record<string, number[][]>
const [expected, ofTensorflow] = [await predictions('predictions.json'), await predictions('tensorflow.json')]
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

test.each(Object.entries(ofTensorflow))(
  'the net %s that tf2onnx converted predicts here what it predicts there',
  async (name, theirs) => {
    const bytes = new Uint8Array(await readFile(new URL(`${name}.onnx`, folder)))
    const { model } = await importModel(bytes)
    expect(largestDifference(await predictionsOf(model, images), Float32Array.from(theirs.flat()))).toBeLessThan(1e-6)
    const kinds = readTrainedNetwork(model).network.layers.map(({ layer }) => layer.kind)
    if (name === 'tensorflowResidual')
      expect(kinds.filter(kind => /squeeze|batch/.test(kind))).toEqual([
        'batchNormalization',
        'squeezeExcite',
        'batchNormalization',
      ])
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

test('squeeze-and-excitation blocks, enlarged images and transposed convolutions come back as layers', async () => {
  const transposed = (options: object) => ({ kind: 'conv2dTranspose', filters: 3, ...options })
  const enlarging = modelFrom({
    layers: [
      { kind: 'conv2d', filters: 4, kernelSize: 3, strides: 3 },
      { kind: 'upSampling2d', size: [2, 3] },
      { kind: 'maxPool2d' },
      { kind: 'upSampling2d', interpolation: 'bilinear' },
      { kind: 'maxPool2d', poolSize: 4 },
      transposed({ kernelSize: 4, strides: 2, padding: 'same' }),
      transposed({ kernelSize: 2, strides: 3, padding: 'valid' }),
      transposed({ kernelSize: 3, strides: 2, padding: 'same', useBias: false }),
      { kind: 'globalAveragePool2d' },
      { kind: 'dense', units: 10, activation: 'softmax' },
    ],
  })
  for (const network of [squeezedNet(), enlarging]) {
    const model = randomModel(network)
    const { model: back } = await importModel(withoutConfiguration(model))
    const some = randomImages(20)
    expect(largestDifference(await predictionsOf(model, some), await predictionsOf(back, some))).toBeLessThan(1e-6)
    const kinds = (of: Model) => of.layers.map(({ layer }) => layer.kind).filter(kind => kind !== 'activation')
    expect(kinds(readTrainedNetwork(back).network)).toEqual(kinds(network))
  }
})

test('LayerNormalization of a vector and of whole images, windows that stick out, and a mean, compute what ONNX says', async () => {
  const numbers = (...shape: number[]) => {
    const random = randomStream(1, 'numbers', shape.length)
    return constant(
      Float32Array.from({ length: shape.reduce((a, b) => a * b, 1) }, () => 0.1 * random.normal()),
      shape,
    )
  }
  const normalized = (x: Tensor, sizes: number[], axis: number) =>
    operation('LayerNormalization', [x, numbers(...sizes), numbers(...sizes)], {
      shape: x.shape,
      attributes: { axis: { int: axis } },
      derivative: () => [undefined],
    })
  const pooled = (x: Tensor, operator: string, shape: Tensor['shape']) =>
    operation(operator, [x], {
      shape,
      attributes: { kernel_shape: { ints: [3, 3] }, strides: { ints: [2, 2] }, ceil_mode: { int: 1 } },
      derivative: () => [undefined],
    })
  const image = input('image', 'float32', ['batch', 1, 28, 28])
  const whole = normalized(image, [1, 28, 28], 1)
  const small = pooled(pooled(whole, 'MaxPool', ['batch', 1, 14, 14]), 'AveragePool', ['batch', 1, 7, 7])
  const vector = normalized(ops.reshape(small, ['batch', 49]), [49], -1)
  const both = [vector, ops.relu(vector)]
  const mean = operation('Mean', both, { shape: vector.shape, derivative: () => both.map(() => undefined) })
  const { model } = toOnnx({ output: ops.softmax(ops.gemm(mean, numbers(49, 10))) })
  const some = randomImages(20)
  const program = await nodeRuntime.compile(model, { threads: 1 })
  const { output } = await program.run({ image: { data: Float32Array.from(some), shape: [20, 1, 28, 28] } })
  await program.dispose()
  const { model: imported } = await importModel(model, { pixels: '0..255' })
  const theirs = output!.data as Float32Array
  expect(largestDifference(theirs, await predictionsOf(imported, some))).toBeLessThan(1e-5)
})

test('pixels in a row, and numbers that scale and shift channels or all of them, compute what ONNX says', async () => {
  const random = randomStream(1, 'numbers')
  const numbers = (...shape: number[]) =>
    constant(
      Float32Array.from({ length: shape.reduce((a, b) => a * b, 1) }, () => 0.1 * random.normal()),
      shape,
    )
  const row = input('image', 'float32', ['batch', 784])
  const hidden = ops.relu(ops.gemm(row, numbers(784, 6)))
  const scaled = ops.add(ops.multiply(hidden, numbers(6)), numbers(1, 6))
  const halved = ops.subtract(constant(Float32Array.of(0.2), []), ops.scale(ops.tanh(scaled), 0.5))
  const pictures = ops.reshape(halved, ['batch', 6, 1, 1])
  const shifted = ops.relu(ops.add(pictures, numbers(6, 1, 1)))
  const { model } = toOnnx({ output: ops.softmax(ops.gemm(ops.reshape(shifted, ['batch', 6]), numbers(6, 10))) })
  const some = randomImages(20)
  const program = await nodeRuntime.compile(model, { threads: 1 })
  const { output } = await program.run({
    image: { data: Float32Array.from(some, value => value / 255), shape: [20, 784] },
  })
  await program.dispose()
  const { model: imported } = await importModel(model)
  const theirs = output!.data as Float32Array
  expect(largestDifference(theirs, await predictionsOf(imported, some))).toBeLessThan(1e-5)
  const kinds = readTrainedNetwork(imported).network.layers.map(({ layer }) => layer.kind)
  expect(kinds.filter(kind => kind === 'batchNormalization')).toHaveLength(4)
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
    'some of the pixels in a row',
    () =>
      ops.gemm(ops.slice(input('image', 'float32', ['batch', 784]), [{ axis: 1, start: 0, end: 28 }]), weights(28, 10)),
    'Slice cannot be imported: it takes something else than a part of images',
  ],
  [
    'every other row',
    () =>
      ops.gemm(
        ops.reshape(ops.slice(image, [{ axis: 2, start: 0, end: 28, step: 2 }]), ['batch', 392]),
        weights(392, 10),
      ),
    'Slice cannot be imported: it takes something else than a part of images',
  ],
  [
    'arithmetic of two values',
    () => head(ops.multiply(unary('Relu', image), ops.tanh(image))),
    'Mul cannot be imported: there is no layer',
  ],
  [
    'a number for each pixel',
    () => head(ops.multiply(ops.relu(image), weights(1, 1, 28, 28))),
    'Mul cannot be imported: there is no layer',
  ],
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
