import { readFile } from 'node:fs/promises'
import { strFromU8, strToU8, unzipSync, zipSync } from 'fflate'
import { describe, expect, test } from 'vitest'
import { importModel } from '../../../src/interop/importModel.js'
import { readModelMetadata, readTrainedNetwork } from '../../../src/model/modelFile.js'
import { largestDifference, predictionsOf } from '../nets.js'

// The files are made by real Keras: makeFixtures.py.

const folder = new URL('../../fixtures/keras/', import.meta.url)
const expected = JSON.parse(await readFile(new URL('predictions.json', folder), 'utf8')) as Record<string, number[][]>
const images = Uint8Array.from({ length: 3 * 784 }, (_, index) => {
  const [n, i] = [Math.floor(index / 784), index % 784]
  return (7 * i + 31 * n + ((i * i) % 13)) % 256
})
const kerasFile = async (name: string) => new Uint8Array(await readFile(new URL(`${name}.keras`, folder)))

test.each(Object.keys(expected))('the net %s of real Keras predicts here what it predicts there', async name => {
  const { model } = await importModel(await kerasFile(name))
  const theirs = Float32Array.from(expected[name]!.flat())
  expect(largestDifference(await predictionsOf(model, images), theirs)).toBeLessThan(1e-5)
})

test('what Keras does with pixels before the first layer is the preprocessing, with mean and deviation of its own', async () => {
  const { task } = readModelMetadata((await importModel(await kerasFile('sequential'))).model)
  expect(task.mean[0]).toBeCloseTo(0.5)
  expect(task.deviation[0]).toBeCloseTo(0.5)
  const { network } = readTrainedNetwork((await importModel(await kerasFile('quickstart'))).model)
  expect(network.config.preprocessing).toBe('normalize')
})

test('names that somebody gave stay, those that Keras gave become ours', async () => {
  const { network } = readTrainedNetwork((await importModel(await kerasFile('functional'))).model)
  expect(network.layers.map(({ name }) => name)).toEqual([
    ...['stem', 'conv2d', 'conv2d_1', 'add', 'layerNormalization', 'conv2dTranspose', 'layerNormalization_1'],
    ...['globalAveragePool2d', 'globalMaxPool2d', 'concatenate', 'dense', 'activation'],
  ])
  expect(network.layers[2]!.sharedWith).toBe('conv2d')
})

test('what acts in training only is left out, and that is said', async () => {
  const { notes } = await importModel(await kerasFile('sequential'))
  expect(notes).toEqual(['random_rotation: RandomRotation acts in training only and was left out'])
})

describe('what cannot be carried is refused by its name', () => {
  type Layer = { class_name: string; config: Record<string, unknown> }

  async function changed(change: (layers: Layer[]) => void): Promise<string> {
    const files = unzipSync(await kerasFile('sequential'))
    const config = JSON.parse(strFromU8(files['config.json']!)) as { config: { layers: Layer[] } }
    change(config.config.layers)
    const bytes = zipSync({ ...files, 'config.json': strToU8(JSON.stringify(config)) })
    return importModel(bytes).then(
      () => 'accepted',
      (error: Error) => `${error.name}: ${error.message}`,
    )
  }
  const layer = (layers: Layer[], className: string) => layers.find(one => one.class_name === className)!

  test.each<[string, (layers: Layer[]) => void, string]>([
    [
      'a layer',
      layers => {
        layer(layers, 'MaxPooling2D').class_name = 'Conv1D'
      },
      'shrink: there is no layer here for Conv1D of Keras',
    ],
    [
      'a dilation',
      layers => {
        layer(layers, 'Conv2D').config.dilation_rate = [2, 2]
      },
      'conv2d: expected Conv2D with dilation_rate [1,1], received [2,2]',
    ],
    [
      'an option',
      layers => {
        layer(layers, 'Dense').config.kernel_constraint = { class_name: 'NonNeg' }
      },
      'dense: expected Dense without kernel_constraint, received {"class_name":"NonNeg"}',
    ],
    [
      'an activation',
      layers => {
        layer(layers, 'Conv2D').config.activation = 'selu'
      },
      'expected an activation of linear, relu, leaky_relu, elu, gelu, silu, tanh, sigmoid, softmax, received "selu"',
    ],
    [
      'a regularizer',
      layers => {
        layer(layers, 'Conv2D').config.kernel_regularizer = { class_name: 'OrthogonalRegularizer', config: {} }
      },
      'expected kernel_regularizer to be L1, L2 or L1L2, received "OrthogonalRegularizer"',
    ],
    [
      'a weight of another shape',
      layers => {
        layer(layers, 'Conv2D').config.filters = 5
      },
      'conv2d: expected kernel of shape (3, 3, 1, 5) as layers/conv2d/vars/0, received (3, 3, 1, 4)',
    ],
    [
      'an output that is no distribution',
      layers => {
        layer(layers, 'Dense').config.activation = 'sigmoid'
      },
      'dense: expected a net that ends in softmax or in logits, received "sigmoid"',
    ],
  ])('%s', async (_, change, message) => {
    expect(await changed(change)).toContain(`ModelError: `)
    expect(await changed(change)).toContain(message)
  })

  test('files of another form', async () => {
    const messageOf = (bytes: Uint8Array) =>
      importModel(bytes).then(
        () => 'accepted',
        (error: Error) => `${error.name}: ${error.message}`,
      )
    const whole = await kerasFile('quickstart')
    const files = unzipSync(whole)
    const weights = files['model.weights.h5']!
    expect(await messageOf(weights)).toContain('expected a .keras file of Keras 3, received HDF5')
    expect(await messageOf(whole.subarray(0, 2000))).toContain('ModelError: expected a .keras file')
    expect(await messageOf(zipSync({ 'config.json': files['config.json']! }))).toContain('without model.weights.h5')
    const cut = zipSync({ ...files, 'model.weights.h5': weights.slice(0, weights.length / 2) })
    expect(await messageOf(cut)).toContain('ModelError: expected weights as HDF5, received a file that is damaged')
    const subclassed = zipSync({ ...files, 'config.json': strToU8('{"class_name": "MyModel", "config": {}}') })
    expect(await messageOf(subclassed)).toContain(
      'expected a Sequential or Functional model of Keras, received "MyModel"',
    )
    expect(await messageOf(strToU8('no net at all'))).toContain('received 13 bytes of something else')
  })
})
