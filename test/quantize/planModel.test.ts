import { expect, test } from 'vitest'
import { softmax } from '../../src/graph/activation.js'
import { toOnnx } from '../../src/graph/onnx.js'
import { reshape } from '../../src/graph/shape.js'
import { layerBuilders, mergeBuilders } from '../../src/layers/catalog.js'
import { networkFrom } from '../../src/model/configuration.js'
import type { Model } from '../../src/model/model.js'
import type { ModelConfig } from '../../src/model/modelConfig.js'
import { exportModel } from '../../src/model/modelFile.js'
import { preset, presetNames } from '../../src/model/presets.js'
import { floatGraph } from '../../src/quantize/floatGraph.js'
import { layerPlanners } from '../../src/quantize/layerPlanners.js'
import { planModel } from '../../src/quantize/planModel.js'
import { nodeRuntime } from '../../src/runtime/node.js'
import { mnistTask, pixelShape } from '../../src/task.js'
import type { Parameters } from '../../src/training/parameters.js'
import { drawImages, drawParameters, netOf, nets } from './nets.js'

async function predict(model: Uint8Array, { task = mnistTask }: Model, images: Uint8Array): Promise<Float32Array> {
  const program = await nodeRuntime.compile(model, { threads: 1 })
  const count = images.length / pixelShape(task).reduce((size, length) => size * length, 1)
  const { probabilities } = await program.run({ image: { data: images, shape: [count, ...pixelShape(task)] } })
  await program.dispose()
  return probabilities!.data as Float32Array
}

async function expectSamePredictions(network: Model, parameters: Parameters, count: number): Promise<void> {
  const images = drawImages(network.task!, count)
  const plan = planModel(network, parameters)
  const logits = floatGraph(plan).get(plan.operations.at(-1)!.name)!
  const probabilities = softmax(reshape(logits, ['batch', network.task!.classes.length]))
  const planned = await predict(toOnnx({ probabilities }).model, network, images)
  const expected = await predict(exportModel(network, parameters), network, images)
  for (const [i, value] of expected.entries()) expect(planned[i]).toBeCloseTo(value, 4)
}

for (const [title, net] of Object.entries(nets))
  test(`a plan computes what the layers do: ${title}`, () =>
    expectSamePredictions(netOf(net), drawParameters(netOf(net)), 5))

for (const name of presetNames)
  test(`a plan computes what the layers of the preset ${name} do`, () => {
    const network = networkFrom(preset(name))
    return expectSamePredictions(network, drawParameters(network), 2)
  })

test('rectifiers, pools and normalizations are part of the convolutions before them', () => {
  const network = networkFrom(preset('accurate'))
  const { operations } = planModel(network, drawParameters(network))
  expect(operations.map(({ kind, name, shape }) => `${kind} ${name} ${shape.join('x')}`)).toEqual([
    'input image 1x28x28',
    'convolution conv2d 32x12x12',
    'convolution conv2d_1 64x10x10',
    'convolution conv2d_2 64x4x4',
    'convolution dense 128x1x1',
    'convolution dense_1 10x1x1',
  ])
})

test('what another layer reads stays as it is', () => {
  const network = networkFrom({
    layers: [
      { kind: 'conv2d', name: 'stem', filters: 2, kernelSize: 3, strides: 9 },
      { kind: 'activation', name: 'rectified', function: 'relu', inputs: 'stem' },
      { kind: 'add', inputs: ['stem', 'rectified'] },
      { kind: 'flatten' },
      { kind: 'dense', units: 10, activation: 'softmax' },
    ],
  })
  const { operations } = planModel(network, drawParameters(network))
  expect(operations.map(({ kind }) => kind)).toEqual(['input', 'convolution', 'activation', 'add', 'convolution'])
})

test('every kind of layer is planned, or refused by its name', () => {
  const refused = Object.keys({ ...layerBuilders, ...mergeBuilders }).filter(
    kind => !Object.hasOwn(layerPlanners, kind),
  )
  expect(refused).toEqual(['conv2dTranspose', 'upSampling2d', 'layerNormalization', 'average'])
})

const end = [{ kind: 'flatten' }, { kind: 'dense', units: 10, activation: 'softmax' }]
const failures: [string, ModelConfig, RegExp][] = [
  [
    'a layer without a form in integers',
    { layers: [{ kind: 'upSampling2d', name: 'larger' }, ...end] },
    /^larger: expected a layer that can be quantized, one of dense, .*, received upSampling2d$/,
  ],
  [
    'a softmax in the middle',
    { layers: [{ kind: 'flatten' }, { kind: 'dense', units: 10, activation: 'softmax' }, ...end.slice(1)] },
    /^dense: expected softmax at the end and nowhere else, to be quantized, received "softmax"$/,
  ],
  [
    'a sum that repeats one of its inputs',
    {
      layers: [
        { kind: 'averagePool2d', name: 'image1', poolSize: 4 },
        { kind: 'averagePool2d', name: 'mean', poolSize: 7, inputs: 'image1' },
        { kind: 'add', inputs: ['image1', 'mean'] },
        ...end,
      ],
    },
    /^add: expected inputs of one shape, to be quantized, received \[1, 7, 7\] and \[1, 1, 1\]$/,
  ],
  [
    'a shape that is no image',
    { layers: [{ kind: 'reshape', targetShape: [28, 28] }, ...end] },
    /^reshape: expected an image or a vector, to be quantized, received the shape \[28, 28\]$/,
  ],
]

for (const [title, net, message] of failures)
  test(`${title} is refused`, () => {
    const network = networkFrom(net)
    expect(() => planModel(network, drawParameters(network))).toThrow(message)
  })
