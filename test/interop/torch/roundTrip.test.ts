import { expect, test } from 'vitest'
import { importTorch } from '../../../src/interop/torch/readTorch.js'
import { decodeTensors } from '../../../src/interop/torch/safetensors.js'
import { exportTorch } from '../../../src/interop/torch/writeTorch.js'
import { networkFrom } from '../../../src/model/configuration.js'
import { readModelMetadata } from '../../../src/model/modelFile.js'
import { modelFrom } from '../../../src/model/modelFrom.js'
import { preset, presetNames } from '../../../src/model/presets.js'
import { encodeTensors } from '../../../src/model/safetensors.js'
import { mnistTask } from '../../../src/task.js'
import {
  generatedNet,
  largestDifference,
  predictionsOf,
  randomEnsemble,
  randomImages,
  randomModel,
  squeezedNet,
} from '../nets.js'

const images = randomImages(20)
const nets = [
  ...presetNames.map(name => ({ name: `the preset ${name}`, network: networkFrom(preset(name)) })),
  ...Array.from({ length: 10 }, (_, seed) => ({ name: `generated net ${seed}`, network: generatedNet(seed) })),
  { name: 'a net of squeezeExcite', network: squeezedNet() },
]

test('a mean of what are no probabilities is refused', () => {
  const layers = [
    { kind: 'flatten' },
    { kind: 'dense', units: 10, name: 'sums' },
    { kind: 'average', inputs: ['sums', 'sums'] },
  ]
  expect(() => exportTorch(randomModel(networkFrom({ layers })))).toThrow(
    'average: expected a net that ends in a softmax',
  )
})

test('an ensemble comes back from PyTorch', async () => {
  const model = randomEnsemble()
  const { weights, code } = exportTorch(model)
  expect(
    largestDifference(await predictionsOf(model, images), await predictionsOf(importTorch(weights).model, images)),
  ).toBe(0)
  expect(code).toMatch(/average = torch\.log\(\(member1\w+ \+ member2\w+ \+ member3\w+\) \/ 3\)/)
})

test.each(nets)('$name comes back from PyTorch', async ({ network }) => {
  const model = randomModel(network)
  const { model: back } = importTorch(exportTorch(model).weights)
  expect(largestDifference(await predictionsOf(model, images), await predictionsOf(back, images))).toBe(0)
})

test('weights have the names and shapes of PyTorch', () => {
  const { weights } = exportTorch(randomModel(networkFrom(preset('accurate'))))
  const shapes = Object.fromEntries([...decodeTensors(weights).tensors].map(([key, { shape }]) => [key, shape]))
  expect(shapes).toMatchObject({
    'conv2d.weight': [32, 1, 5, 5],
    'batchNormalization.running_var': [32],
    'dense.weight': [128, 1024],
    'dense_1.bias': [10],
  })
})

test('the module says the net in PyTorch', () => {
  const { code } = exportTorch(randomModel(networkFrom(preset('keras'))))
  expect(code).toContain('self.conv2d = nn.Conv2d(1, 32, (3, 3), stride=(1, 1))')
  expect(code).toContain('conv2d = F.relu(self.conv2d(image_))')
  expect(code.split('\n').length).toBeLessThan(60)
})

test('names of layers and classes cannot end a text of the module', () => {
  const task = { ...mnistTask, name: '"""\\', classes: ['😀', "'", '"', ...mnistTask.classes.slice(3)] }
  const layers = [
    { kind: 'flatten', name: 'class' },
    { kind: 'dense', name: 'lambda', units: 10, activation: 'softmax' },
  ]
  const { weights, code } = exportTorch(randomModel(modelFrom({ task, layers })))
  expect(code).toContain('self.lambda_ = nn.Linear(784, 10)')
  expect(code.match(/"""/g)).toHaveLength(2)
  expect(code).not.toMatch(/[^\x20-\x7e\n]/)
  expect(readModelMetadata(importTorch(weights).model).task).toEqual(task)
})

test('a file without a net, a damaged one and one without a weight are refused', () => {
  const { weights } = exportTorch(randomModel(networkFrom(preset('mlp'))))
  const { tensors, metadata } = decodeTensors(weights)
  const others = Object.fromEntries([...tensors].filter(([key]) => key !== 'dense.bias'))
  expect(() => importTorch(encodeTensors(others, {}))).toThrow(
    'received none of it; the module that mnist export wrote saves it',
  )
  expect(() => importTorch(encodeTensors(others, metadata as Record<string, string>))).toThrow(
    'expected dense.bias of shape [256], received none',
  )
  expect(() => importTorch(weights.subarray(0, 5000))).toThrow(
    'expected a safetensors file, received one that is damaged',
  )
  expect(() => importTorch(weights.subarray(0, 4))).toThrow('damaged')
})

test('what PyTorch has no layer for is refused by its name', () => {
  const layers = [
    { kind: 'layerNormalization', axis: 2 },
    { kind: 'flatten' },
    { kind: 'dense', units: 10, activation: 'softmax' },
  ]
  expect(() => exportTorch(randomModel(modelFrom({ layers })))).toThrow(
    'layerNormalization: expected layerNormalization over the channels or all of an example, with a scale, for PyTorch',
  )
})
