import { expect, test } from 'vitest'
import { createClassifier } from '../../src/model/classifier.js'
import { networkFrom } from '../../src/model/configuration.js'
import { exportModel, readModelMetadata } from '../../src/model/modelFile.js'
import { exportQuantized } from '../../src/quantize/exportQuantized.js'
import { predictQuantized, probabilitiesOf } from '../../src/quantize/predictQuantized.js'
import { quantizeModel } from '../../src/quantize/quantizeModel.js'
import { nodeRuntime as runtime } from '../../src/runtime/node.js'
import { drawImages, drawParameters, flowers, netOf, nets } from './nets.js'

for (const [title, net] of Object.entries(nets))
  test(`integers come near the floats, in JavaScript and in ONNX Runtime alike: ${title}`, async () => {
    const network = netOf(net)
    const parameters = drawParameters(network)
    const task = network.task!
    const quantized = await quantizeModel(network, parameters, drawImages(task, 40), { runtime })
    const images = drawImages(task, 20, 2)
    const [float, integer] = await Promise.all(
      [exportModel(network, parameters), exportQuantized(quantized)].map(async model => {
        const classifier = await createClassifier(runtime, model, { threads: 1 })
        expect(classifier.metadata.task).toEqual(task)
        return classifier.predict(images)
      }),
    )
    const reference = probabilitiesOf(predictQuantized(quantized, images), task.classes.length)
    // A rounding that falls the other way, by halves or by an engine's floats, moves a result by one of its 256 steps.
    for (const [i, value] of reference.entries()) {
      expect(Math.abs(value - integer![i]!)).toBeLessThan(0.03)
      expect(Math.abs(value - float![i]!)).toBeLessThan(0.08)
    }
  })

test('the file says of itself what a model file does, but for the weights', async () => {
  const network = netOf(nets['branches that join, and a softmax after a pool']!)
  const quantized = await quantizeModel(network, drawParameters(network), drawImages(flowers, 3), {
    runtime,
    temperature: 0.5,
  })
  const metadata = { preset: 'fast', seed: 3, rejectThreshold: 0.4 }
  const model = exportQuantized(quantized, metadata)
  expect(readModelMetadata(model)).toEqual({ ...metadata, temperature: 0.5, task: flowers, classes: flowers.classes })
})

test('a temperature sharpens the probabilities of integers as those of floats', async () => {
  const network = netOf(nets['a pool between convolution and normalization']!)
  const [parameters, images] = [drawParameters(network), drawImages(network.task!, 10)]
  const [plain, sharp] = await Promise.all(
    [1, 0.5].map(async temperature => {
      const quantized = await quantizeModel(network, parameters, images, { runtime, temperature })
      return probabilitiesOf(predictQuantized(quantized, images), 10)
    }),
  )
  const squares = plain!.subarray(0, 10).map(value => value ** 2)
  const sum = squares.reduce((total, value) => total + value)
  for (const [i, value] of squares.entries()) expect(sharp![i]).toBeCloseTo(value / sum, 1)
})

test('filters without weights and layers that yield nothing but zeros are quantized', async () => {
  const network = netOf(nets['a pool between convolution and normalization']!)
  const parameters = drawParameters(network)
  parameters.trained.fill(0)
  const images = drawImages(network.task!, 2)
  const quantized = await quantizeModel(network, parameters, images, { runtime })
  for (const value of probabilitiesOf(predictQuantized(quantized, images), 10)) expect(value).toBeCloseTo(0.1, 6)
})

test('parts of images are refused, and so is no image to calibrate by', async () => {
  const network = netOf(nets['a pool between convolution and normalization']!)
  const parameters = drawParameters(network)
  for (const length of [0, 785])
    await expect(quantizeModel(network, parameters, new Uint8Array(length), { runtime })).rejects.toThrow(
      `quantize: expected images of 784 pixels each to calibrate by, received ${length} pixels`,
    )
})

test('sums that 32 bits do not hold are refused by the name of their layer', async () => {
  const network = networkFrom({
    layers: [
      { kind: 'conv2d', filters: 100, kernelSize: 1, useBias: false },
      { kind: 'flatten' },
      { kind: 'dense', units: 10, activation: 'softmax' },
    ],
  })
  const parameters = drawParameters(network)
  parameters.trained.fill(1)
  await expect(quantizeModel(network, parameters, drawImages(network.task!, 1), { runtime })).rejects.toThrow(
    /^dense: expected sums that fit into 32 bits, to be quantized, received 78400 products that may come to \d+$/,
  )
})
