import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { applyTemperature } from '../../src/evaluation/temperature.js'
import { scale } from '../../src/graph/elementwise.js'
import { toOnnx } from '../../src/graph/onnx.js'
import { readOnnx } from '../../src/graph/onnxReader.js'
import { input } from '../../src/graph/tensor.js'
import { createClassifier } from '../../src/model/classifier.js'
import { networkFrom } from '../../src/model/configuration.js'
import { exportActivations, exportModel, readModelMetadata, readTrainedNetwork } from '../../src/model/modelFile.js'
import { preset, presetNames } from '../../src/model/presets.js'
import { nodeRuntime } from '../../src/runtime/node.js'
import { loadOnnxruntime } from '../../src/runtime/nodeOnnxruntime.js'
import { mnistTask } from '../../src/task.js'
import { initialParameters, parameterValues } from '../../src/training/parameters.js'
import { image, logits, onnxFile, probabilities, softmax } from '../attack/onnxFiles.js'
import { bars, fullNet, plainNet } from '../training/small.js'

const { InferenceSession, Tensor } = await loadOnnxruntime()

const metadata = { preset: 'fast', seed: 7, accuracy: 0.9912, digests: { 'train-images-idx3-ubyte': 'ab12' } }
const network = fullNet()
const parameters = initialParameters(network, 1)
const model = exportModel(network, parameters, metadata)
const digits = bars(23)

test('a model file gives back the same net, the same weights and the same predictions', async () => {
  const again = readTrainedNetwork(model)
  expect(again.network.config).toEqual(network.config)
  expect(again.parameters).toEqual(parameters)
  const reprinted = exportModel(again.network, again.parameters, metadata)
  expect(reprinted).toEqual(model)
  const [one, two] = await Promise.all(
    [model, reprinted].map(bytes => createClassifier(nodeRuntime, bytes, { threads: 1 })),
  )
  expect(await two!.predict(digits.images)).toEqual(await one!.predict(digits.images))
})

test('a temperature divides the logits, and is noted beside the confidence below which an answer is refused', async () => {
  const tempered = exportModel(network, parameters, { ...metadata, temperature: 0.5, rejectThreshold: 0.6 })
  expect(readModelMetadata(tempered)).toMatchObject({ temperature: 0.5, rejectThreshold: 0.6 })
  const [plain, sharp] = await Promise.all(
    [model, tempered].map(async bytes => {
      const classifier = await createClassifier(nodeRuntime, bytes, { threads: 1 })
      return classifier.predict(digits.images)
    }),
  )
  for (const [i, value] of applyTemperature(plain!, 0.5, 10).entries()) expect(sharp![i]).toBeCloseTo(value, 5)
  expect(readTrainedNetwork(tempered).parameters).toEqual(parameters)
})

for (const name of presetNames)
  test(`the model file of the preset ${name} gives back its weights`, () => {
    const net = networkFrom(preset(name))
    const weights = initialParameters(net, 3)
    const again = readTrainedNetwork(exportModel(net, weights))
    expect(again.network.config).toEqual(net.config)
    expect(Buffer.compare(Buffer.from(again.parameters.trained.buffer), Buffer.from(weights.trained.buffer))).toBe(0)
  })

test('plain onnxruntime runs it: raw pixels in, probabilities out, for any number of images', async () => {
  const session = await InferenceSession.create(model)
  expect(session.inputMetadata).toMatchObject([{ name: 'image', type: 'uint8', shape: ['batch', 28, 28] }])
  expect(session.outputMetadata).toMatchObject([{ name: 'probabilities', type: 'float32', shape: ['batch', 10] }])
  const classifier = await createClassifier(nodeRuntime, model, { threads: 1 })
  for (const count of [1, 23]) {
    const pixels = digits.images.slice(0, count * 784)
    const { probabilities } = await session.run({ image: new Tensor('uint8', pixels, [count, 28, 28]) })
    expect(probabilities!.dims).toEqual([count, 10])
    expect(probabilities!.data).toEqual(await classifier.predict(pixels))
    for (let row = 0; row < count; row++) {
      const total = (probabilities!.data as Float32Array).slice(row * 10, row * 10 + 10).reduce((sum, p) => sum + p, 0)
      expect(total).toBeCloseTo(1, 5)
    }
  }
  await session.release()
})

test('weights keep their names, layer.weight, in the file', () => {
  const { weights } = readOnnx(model)
  for (const [name, { data }] of Object.entries(parameterValues(network, parameters)))
    expect(weights.get(name)).toEqual(data)
})

describe('metadata', () => {
  test('say what the model was trained by, its classes and its net', () => {
    expect(readModelMetadata(model)).toEqual({
      task: mnistTask,
      classes: ['0', '1', '2', '3', '4', '5', '6', '7', '8', '9'],
      ...metadata,
      configuration: network.config,
    })
  })
  test('leave out what is not known', () => {
    const metadata = readModelMetadata(exportModel(plainNet(), initialParameters(plainNet(), 0)))
    expect(Object.keys(metadata)).toEqual(['task', 'classes', 'configuration'])
  })
  test('of a foreign model that goes from image to probabilities are the digits', () => {
    const foreign = onnxFile([...logits(), softmax(), image, probabilities], {
      metadata: { seed: 'no JSON', classes: '3' },
    })
    expect(readModelMetadata(foreign)).toEqual({ task: mnistTask, classes: mnistTask.classes })
    expect(() => readTrainedNetwork(foreign)).toThrow(
      'expected a model that carries its configuration, received one without',
    )
  })
})

describe('what is no model of digits is refused', () => {
  test('a model from and to something else', () => {
    const other = toOnnx({ y: scale(input('x', 'float32', ['batch', 2]), 2) }).model
    expect(() => readModelMetadata(other)).toThrow(
      'expected a model with the input "image" and the output "probabilities", received one from "x" to "y"',
    )
  })
  test('a model without one of its weights, or with another shape', () => {
    const [small, large] = [plainNet(), fullNet({ normalized: false })]
    const weights = initialParameters(small, 0)
    const mixed = exportModel({ ...small, config: large.config }, weights)
    expect(() => readTrainedNetwork(mixed)).toThrow(
      'expected the weight conv2d.kernel with shape [3, 1, 3, 3], found no values',
    )
  })
  test('a model cut anywhere, by an error of our own or with the weights whole', async () => {
    fc.assert(
      fc.property(fc.nat(model.length - 1), length => {
        try {
          expect(readTrainedNetwork(model.subarray(0, length)).parameters).toEqual(parameters)
        } catch (error) {
          expect((error as Error).message).toMatch(/^expected an? (ONNX )?model/)
        }
      }),
      { numRuns: 300 },
    )
    await expect(createClassifier(nodeRuntime, model.slice(0, 900), { threads: 1 })).rejects.toThrow(
      /^expected an ONNX model/,
    )
  })
})

describe('a classifier', () => {
  test('predicts the same for each image alone and among others, more than one batch of them too', async () => {
    const classifier = await createClassifier(nodeRuntime, model, { threads: 1 })
    const many = bars(1001)
    const all = await classifier.predict(many.images)
    expect(all.length).toBe(10_010)
    for (const i of [0, 499, 500, 1000]) {
      const alone = await classifier.predict(many.images.subarray(i * 784, (i + 1) * 784))
      for (const [k, p] of alone.entries()) expect(all[i * 10 + k]).toBeCloseTo(p, 5)
    }
    expect((await classifier.evaluate(many)).count).toBe(1001)
    await classifier.dispose()
  })
  test('refuses pixels that are no whole images, and answers nothing with nothing', async () => {
    const classifier = await createClassifier(nodeRuntime, model, { threads: 1 })
    await expect(classifier.predict(new Uint8Array(785))).rejects.toThrow(
      'predict: expected a multiple of 784 pixels, received 785',
    )
    expect(await classifier.predict(new Uint8Array(0))).toEqual(new Float32Array(0))
    await classifier.dispose()
  })
})

test('the activations of every layer come out by its name, and the last are the probabilities', async () => {
  const metadata = { temperature: 1.7 }
  const program = await nodeRuntime.compile(exportActivations(network, parameters, metadata), { threads: 1 })
  const image = { data: digits.images.slice(0, 2 * 784), shape: [2, 28, 28] }
  const activations = await program.run({ image })
  expect(Object.fromEntries(Object.entries(activations).map(([name, { shape }]) => [name, shape]))).toEqual(
    Object.fromEntries(network.layers.map(({ name, outputShape }) => [name, [2, ...outputShape]])),
  )
  const tempered = exportModel(network, parameters, metadata)
  const classifier = await createClassifier(nodeRuntime, tempered, { threads: 1 })
  const probabilities = await classifier.predict(image.data)
  const last = activations[network.layers.at(-1)!.name]!.data as Float32Array
  for (const [place, value] of last.entries()) expect(value).toBeCloseTo(probabilities[place]!, 5)
})
