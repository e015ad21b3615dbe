import type { LayerConfig } from '../../src/layers/catalog.js'
import { networkFrom } from '../../src/model/configuration.js'
import type { Model } from '../../src/model/model.js'
import { randomStream } from '../../src/random.js'
import { defineTask, imageSize, type Task } from '../../src/task.js'
import { initialParameters, type Parameters, parameterValues } from '../../src/training/parameters.js'

/** Three channels that are scaled differently, and names that C must not take for anything else. */
export const flowers: Task = defineTask({
  name: 'flowers',
  imageShape: [3, 9, 8],
  classes: ['poppy "red"', '*/ int x; /*', 'ö??/'],
  mean: [0.2, 0.5, 0.4],
  deviation: [0.3, 0.2, 0.25],
})

/** Nets that together have every layer and every combination that is quantized in a way of its own. */
export const nets: Readonly<Record<string, { readonly task?: Task; readonly layers: readonly LayerConfig[] }>> = {
  'a pool between convolution and normalization': {
    layers: [
      { kind: 'averagePool2d', poolSize: 4 },
      { kind: 'conv2d', filters: 4, kernelSize: 2, padding: 'same', useBias: false },
      { kind: 'maxPool2d' },
      { kind: 'batchNormalization' },
      { kind: 'activation', function: 'relu' },
      { kind: 'flatten' },
      { kind: 'dropout', rate: 0.5 },
      { kind: 'dense', units: 6, activation: 'relu' },
      { kind: 'batchNormalization' },
      { kind: 'dense', units: 10, activation: 'softmax' },
    ],
  },
  'a rectifier before the normalization, and a pool that overlaps': {
    layers: [
      {
        kind: 'zeroPadding2d',
        padding: [
          [0, 1],
          [2, 1],
        ],
      },
      {
        kind: 'cropping2d',
        cropping: [
          [1, 0],
          [2, 3],
        ],
      },
      { kind: 'conv2d', filters: 3, kernelSize: 5, strides: 4, activation: 'relu' },
      { kind: 'batchNormalization' },
      { kind: 'maxPool2d', poolSize: 3, strides: 2, padding: 'same' },
      { kind: 'depthwiseConv2d', kernelSize: 3, depthMultiplier: 2, padding: 'same', activation: 'silu' },
      { kind: 'averagePool2d', poolSize: 2, strides: 1, padding: 'same' },
      { kind: 'flatten' },
      { kind: 'batchNormalization' },
      { kind: 'activation', function: { kind: 'leakyRelu', slope: 0.3 } },
      { kind: 'dense', units: 10, activation: 'softmax' },
    ],
  },
  'branches that join, and a softmax after a pool': {
    task: flowers,
    layers: [
      { kind: 'conv2d', name: 'stem', filters: 6, kernelSize: 3, padding: 'same', activation: 'relu' },
      { kind: 'separableConv2d', name: 'branch', filters: 6, kernelSize: 3, padding: 'same', depthMultiplier: 2 },
      { kind: 'add', name: 'sum', inputs: ['stem', 'branch'] },
      { kind: 'activation', function: 'relu', name: 'joined' },
      { kind: 'squeezeExcite', ratio: 2, name: 'excited' },
      { kind: 'concatenate', name: 'both', inputs: ['excited', 'joined', 'image'] },
      { kind: 'conv2d', name: 'last', filters: 3, kernelSize: 1, activation: 'gelu' },
      { kind: 'globalAveragePool2d', name: 'mean', inputs: 'last' },
      { kind: 'globalMaxPool2d', name: 'maximum', inputs: 'last' },
      { kind: 'add', inputs: ['mean', 'maximum', 'maximum'] },
      { kind: 'activation', function: 'softmax' },
    ],
  },
  'a shape that changes in the middle, and a global maximum at the end': {
    layers: [
      { kind: 'maxPool2d', poolSize: 4 },
      { kind: 'conv2d', filters: 4, kernelSize: 2, activation: 'tanh' },
      { kind: 'reshape', targetShape: [9, 4, 4] },
      { kind: 'conv2d', filters: 10, kernelSize: 3 },
      { kind: 'globalMaxPool2d' },
      { kind: 'activation', function: 'softmax' },
    ],
  },
}

export const netOf = ({ task, layers }: (typeof nets)[string]): Model => networkFrom({ ...(task && { task }), layers })

/** Weights as after a training, factors of normalization below zero among them. */
export function drawParameters(network: Model, seed = 1): Parameters {
  const parameters = initialParameters(network, seed)
  const random = randomStream(seed, 'drawn')
  for (const [name, { data }] of Object.entries(parameterValues(network, parameters)))
    if (!/kernel$/i.test(name))
      for (const i of data.keys()) {
        const value = 2 * random.uniform() - 1
        ;(data as Float32Array)[i] = name.endsWith('movingVariance') ? 0.5 + Math.abs(value) : value
      }
  return parameters
}

/** Images of blots, raw pixels. */
export function drawImages(task: Pick<Task, 'imageShape'>, count: number, seed = 1): Uint8Array {
  const random = randomStream(seed, 'images')
  return Uint8Array.from({ length: count * imageSize(task) }, () => (random.integer(3) === 0 ? random.integer(256) : 0))
}
