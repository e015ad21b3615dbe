import { readFile } from 'node:fs/promises'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type Classifier, createClassifier } from '../../src/model/classifier.js'
import { networkFrom } from '../../src/model/configuration.js'
import { differentiate } from '../../src/model/lossGradient.js'
import { exportModel } from '../../src/model/modelFile.js'
import { shippedClassifier } from '../../src/node/shippedModels.js'
import { randomStream } from '../../src/random.js'
import { nodeRuntime } from '../../src/runtime/node.js'
import { initialParameters } from '../../src/training/parameters.js'
import { image, logits, node, onnxFile, probabilities } from '../attack/onnxFiles.js'

/** A small net of convolution, pooling and dense layers, with random weights. */
const network = networkFrom({
  preprocessing: 'normalize',
  layers: [
    { kind: 'conv2d', filters: 3, kernelSize: 5, strides: 2, activation: 'tanh' },
    { kind: 'averagePool2d', poolSize: 2 },
    { kind: 'flatten' },
    { kind: 'dense', units: 10, activation: 'softmax' },
  ],
})
const parameters = initialParameters(network, 1, bytes => nodeRuntime.allocate(bytes))
const { integer } = randomStream(3, 'images')
const images = new Uint8Array(2 * 784).map(() => 40 + integer(150))
const labels = Uint8Array.of(3, 7)

let classifier: Classifier
beforeAll(async () => {
  classifier = await createClassifier(nodeRuntime, exportModel(network, parameters), { threads: 1 })
})
afterAll(() => classifier.dispose())

test('the gradient of each pixel agrees with the difference that the model file itself shows', async () => {
  const { lossGradient, dispose } = await differentiate(nodeRuntime, classifier, { threads: 1 })
  const { gradient } = await lossGradient(images, labels)
  const lossOf = async (pixels: Uint8Array, which: number) =>
    -Math.log((await classifier.predict(pixels))[which * 10 + labels[which]!]!)
  const largest = Math.max(...gradient.map(Math.abs))
  expect(largest).toBeGreaterThan(0)
  const step = 20 // pixel values; the loss is smooth
  for (const which of [0, 1])
    for (let pixel = 5; pixel < 784; pixel += 53) {
      const at = which * 784 + pixel
      const moved = (by: number) => images.with(at, images[at]! + by)
      const slope = ((await lossOf(moved(step), which)) - (await lossOf(moved(-step), which))) / (2 * step)
      expect(Math.abs(gradient[at]! - slope)).toBeLessThan(0.05 * largest)
    }
  await dispose()
})

test('the probabilities are those of the file, its temperature included', async () => {
  const shipped = await createClassifier(nodeRuntime, await readFile(shippedClassifier), { threads: 1 })
  const { lossGradient, dispose } = await differentiate(nodeRuntime, shipped, { threads: 1 })
  const expected = await shipped.predict(images)
  const { probabilities, gradient } = await lossGradient(images, labels)
  for (const [i, value] of expected.entries()) expect(probabilities[i]).toBeCloseTo(value, 4)
  expect(gradient).toHaveLength(images.length)
  expect(gradient.every(Number.isFinite)).toBe(true)
  await dispose()
  await shipped.dispose()
})

test('the gradient of an image does not depend on those beside it', async () => {
  const { lossGradient, dispose } = await differentiate(nodeRuntime, classifier, { threads: 1 })
  const both = (await lossGradient(images, labels)).gradient
  const alone = (await lossGradient(images.subarray(784), labels.subarray(1))).gradient
  for (const [i, value] of alone.entries()) expect(both[784 + i]).toBeCloseTo(value, 6)
  await dispose()
})

test('a model of others is refused by name', async () => {
  const theirs = onnxFile([...logits(), node('Identity', ['logits'], ['probabilities']), image, probabilities])
  const foreign: Classifier = { ...classifier, model: theirs }
  await expect(differentiate(nodeRuntime, foreign, { threads: 1, name: 'theirs.onnx' })).rejects.toThrow(
    'theirs.onnx: expected a model that this project wrote, whose layers have derivatives, received another',
  )
})

test('a file that computes something else than its configuration says is refused', async () => {
  const other = exportModel(
    network,
    initialParameters(network, 2, bytes => nodeRuntime.allocate(bytes)),
  )
  await expect(differentiate(nodeRuntime, { ...classifier, model: other }, { threads: 1 })).rejects.toThrow(
    'expected a model that computes what its configuration says, received one that computes something else',
  )
})
