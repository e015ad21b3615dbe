import { describe, expect, test } from 'vitest'
import { UsageError } from '../../src/errors.js'
import { networkFrom, parseConfiguration } from '../../src/model/configuration.js'
import type { ModelConfig } from '../../src/model/modelConfig.js'
import { attempts, mutateJson, tryInputs } from '../attack/attack.js'

const branched = {
  layers: [
    { kind: 'conv2d', name: 'stem', filters: 2, kernelSize: 3, padding: 'same' },
    { kind: 'conv2d', filters: 2, kernelSize: 3, padding: 'same', activation: 'relu' },
    { kind: 'add', inputs: ['stem', 'conv2d'] },
    { kind: 'globalAveragePool2d' },
    { kind: 'dense', units: 10, activation: 'softmax' },
  ],
}

test('layers that name no inputs follow one another', () => {
  const { layers } = networkFrom(branched)
  expect(layers.map(({ name, inputs }) => [name, ...inputs])).toEqual([
    ['stem', 'image'],
    ['conv2d', 'stem'],
    ['add', 'stem', 'conv2d'],
    ['globalAveragePool2d', 'add'],
    ['dense', 'globalAveragePool2d'],
  ])
})

test('a configuration with branches can be parsed again, and is then the same', () => {
  const once = parseConfiguration(branched)
  expect(once.layers[2]).toEqual({ kind: 'add', name: 'add', inputs: ['stem', 'conv2d'] })
  expect(parseConfiguration(JSON.parse(JSON.stringify(once)))).toEqual(once)
  expect(networkFrom(once).config).toEqual({ preprocessing: once.preprocessing, layers: once.layers })
})

test('layers may stand in any order', () => {
  const placed = [
    { kind: 'dense', name: 'head', units: 10, activation: 'softmax', inputs: 'flat' },
    { kind: 'flatten', name: 'flat', inputs: 'image' },
  ]
  const net = networkFrom({ layers: placed, outputs: { probabilities: 'head' } })
  expect(net.layers.map(({ name }) => name)).toEqual(['flat', 'head'])
})

test('a layer can be applied again, with its weights', () => {
  const { weights, layers } = networkFrom({
    inputs: [
      { name: 'a', shape: [3] },
      { name: 'b', shape: [3] },
    ],
    layers: [
      { kind: 'dense', name: 'tower', units: 2, inputs: 'a' },
      { kind: 'dense', name: 'twin', sharedWith: 'tower', inputs: 'b' },
      { kind: 'concatenate', inputs: ['tower', 'twin'] },
    ],
  })
  expect(weights.map(({ name }) => name)).toEqual(['tower.kernel', 'tower.bias'])
  expect(layers.at(-1)).toMatchObject({ name: 'concatenate', outputShape: [4] })
})

test('inputs of pixels name their preprocessing, and outputs their layers', () => {
  const net = networkFrom({
    inputs: [{ name: 'picture', shape: [3, 8, 8], preprocessing: 'normalize' }],
    layers: [
      { kind: 'flatten' },
      { kind: 'dense', name: 'classes', units: 4, activation: 'softmax' },
      { kind: 'dense', name: 'angle', units: 1, inputs: 'flatten' },
    ],
    outputs: { classes: 'classes', turn: 'angle' },
  })
  const { config } = net
  expect(networkFrom({ ...config, outputs: ['classes', 'angle'] }).outputs.map(({ name }) => name)).toEqual([
    'classes',
    'angle',
  ])
  expect(net.inputs).toEqual([{ name: 'picture', shape: [3, 8, 8], dtype: 'uint8' }])
  expect(net.outputs.map(({ name, shape }) => [name, ...shape])).toEqual([
    ['classes', 4],
    ['turn', 1],
  ])
})

const head = branched.layers.slice(3)
const withLayers = (...layers: object[]) => ({ layers: [...layers, ...head] })

describe('each kind of mistake has its message', () => {
  const conv = { kind: 'conv2d', filters: 2, kernelSize: 3, padding: 'same' }
  const cases: [unknown, string][] = [
    [
      withLayers(conv, { kind: 'add', inputs: ['stem', 'conv2d'] }),
      'layers[1]: expected inputs among ["image","conv2d","add","globalAveragePool2d","dense"], received "stem"',
    ],
    [withLayers({ ...conv, name: 'a', inputs: 'a' }), 'layers[0]: expected no circle, received a → a'],
    [
      withLayers({ ...conv, name: 'a', inputs: 'b' }, { ...conv, name: 'b', inputs: 'a' }),
      'layers[0]: expected no circle, received a → b → a',
    ],
    [
      withLayers({ ...conv, name: 'a' }, { ...conv, name: 'a' }),
      'configuration: expected names that differ, received "a" twice',
    ],
    [withLayers({ ...conv, name: 'image' }), 'configuration: expected names that differ, received "image" twice'],
    [
      withLayers({ ...conv, name: '__proto__' }),
      'layers[0]: conv2d: expected name to be a name: a letter, then letters, digits, _, - or /, received "__proto__"',
    ],
    [
      withLayers({ ...conv, inputs: 3 }),
      'layers[0]: conv2d: expected inputs to be a name of an input or a layer, or a list of them, received 3',
    ],
    [
      withLayers({ ...conv, inputs: [] }),
      'layers[0]: conv2d: expected one input, received 0; add, average and concatenate join several',
    ],
    [withLayers(conv, { kind: 'add' }), 'layers[1]: add: expected at least two inputs, received 1'],
    [
      withLayers(conv, { ...conv, filters: 3 }, { kind: 'add', inputs: ['conv2d', 'conv2d_1'] }),
      'layers[2]: add: expected inputs of one shape, received [2, 28, 28] and [3, 28, 28]',
    ],
    [
      withLayers(conv, { kind: 'concatenate', inputs: ['conv2d', 'image'], axis: 2 }),
      'layers[1]: concatenate: expected inputs that differ in axis 2 only, received [2, 28, 28] and [1, 28, 28]',
    ],
    [
      withLayers({ ...conv, name: 'a' }, { ...conv, name: 'b', inputs: 'image' }),
      'layers[0]: expected a layer that an output depends on, received "a"',
    ],
    [
      withLayers({ ...conv, name: 'a' }, { kind: 'conv2d', sharedWith: 'b' }),
      'layers[1]: expected sharedWith to be the name of a layer, one of ["a"], received "b"',
    ],
    [
      withLayers({ ...conv, name: 'a' }, { kind: 'dense', sharedWith: 'a' }),
      'layers[1]: expected kind to be conv2d, as that of "a", received "dense"',
    ],
    [
      withLayers({ ...conv, name: 'a' }, { kind: 'conv2d', filters: 2, sharedWith: 'a' }),
      'layers[1]: sharedWith: unknown option "filters"; allowed are kind, name, inputs, sharedWith',
    ],
    [
      withLayers({ ...conv, name: 'a' }, { kind: 'conv2d', sharedWith: 'a' }),
      'conv2d: expected an input for the weights that it shares with a, whose kernel is [2, 1, 3, 3], received [2, 28, 28], which needs [2, 2, 3, 3]',
    ],
    [
      { ...withLayers({ ...conv, name: 'a' }), outputs: { probabilities: 'b' } },
      'configuration: expected outputs to name layers, ["a","globalAveragePool2d","dense"], received "b"',
    ],
    [
      { ...withLayers({ ...conv, name: 'a' }), outputs: { digit: 'dense' } },
      'configuration: expected a net from `image` to the `probabilities` of the classes, received one from image to digit',
    ],
    [
      { ...branched, layers: branched.layers.slice(0, 3) },
      'configuration: expected a last layer that yields [10] probabilities by softmax, such as ' +
        "dense({ units: 10, activation: 'softmax' }), received add with output shape [2, 28, 28] and activation none",
    ],
    [
      { ...branched, preprocessing: 'normalize', inputs: [{ name: 'image', shape: [1, 28, 28] }] },
      'configuration: expected preprocessing within each of the inputs that need it, received it beside inputs',
    ],
    [
      { ...branched, inputs: [{ name: 'image', shape: [1, 28, 28], color: true }] },
      'inputs[0]: unknown option "color"; allowed are name, shape, preprocessing',
    ],
    [{ ...branched, inputs: [] }, 'configuration: expected inputs to be a list of inputs, received []'],
    [
      { ...branched, outputs: 3 },
      'configuration: expected outputs to be a list of layers, or names of layers by the names of outputs, received 3',
    ],
  ]
  for (const [value, message] of cases)
    test(message, () => expect(() => parseConfiguration(value)).toThrow(new UsageError(message)))
})

test('a damaged configuration is refused by a message of its own, or builds a net', async () => {
  const original = JSON.parse(JSON.stringify(parseConfiguration(branched)))
  const outcomes = await tryInputs('branched configuration', attempts({ few: 300, all: 20_000 }), random => {
    try {
      networkFrom(parseConfiguration(mutateJson(original, random)) as ModelConfig)
      return 'built'
    } catch (error) {
      expect((error as Error).constructor).toBe(UsageError)
      expect((error as Error).message).toMatch(/expected|unknown option/)
      return 'refused'
    }
  })
  expect(Object.keys(outcomes).sort()).toEqual(['built', 'refused'])
})
