import { expect, test } from 'vitest'
import { importKeras } from '../../../src/interop/keras/readKeras.js'
import { exportKeras } from '../../../src/interop/keras/writeKeras.js'
import { networkFrom } from '../../../src/model/configuration.js'
import { readTrainedNetwork } from '../../../src/model/modelFile.js'
import { preset, presetNames } from '../../../src/model/presets.js'
import {
  generatedNet,
  largestDifference,
  predictionsOf,
  randomEnsemble,
  randomImages,
  randomModel,
  squeezedNet,
} from '../nets.js'

const images = randomImages(100)

test.each(presetNames)('the preset %s comes back from Keras with the same predictions and the same net', async name => {
  const network = networkFrom(preset(name))
  const model = randomModel(network)
  const { model: back, notes } = await importKeras(await exportKeras(model))
  expect(notes).toEqual([])
  expect(largestDifference(await predictionsOf(model, images), await predictionsOf(back, images))).toBeLessThan(1e-6)
})

test.each([0, 1, 2, 3, 4, 5, 6, 7, 8, 9])('generated net %i comes back', async seed => {
  const model = randomModel(generatedNet(seed), seed)
  const { model: back } = await importKeras(await exportKeras(model))
  expect(largestDifference(await predictionsOf(model, images), await predictionsOf(back, images))).toBeLessThan(1e-6)
})

test('squeezeExcite becomes the layers that Keras composes it of, and one layer again', async () => {
  const model = randomModel(squeezedNet())
  const { model: back } = await importKeras(await exportKeras(model))
  expect(largestDifference(await predictionsOf(model, images), await predictionsOf(back, images))).toBeLessThan(1e-6)
  const { layers } = readTrainedNetwork(back).network
  expect(layers.map(({ layer }) => layer.kind)).toEqual(squeezedNet().layers.map(({ layer }) => layer.kind))
  expect(layers[2]!.sharedWith).toBe(layers[1]!.name)
})

test('an ensemble comes back with its members', async () => {
  const model = randomEnsemble()
  const { model: back } = await importKeras(await exportKeras(model))
  expect(largestDifference(await predictionsOf(model, images), await predictionsOf(back, images))).toBeLessThan(1e-6)
  expect(readTrainedNetwork(back).network.layers.at(-1)!.layer.kind).toBe('average')
})
