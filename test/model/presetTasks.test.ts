import { expect, test } from 'vitest'
import { datasetNamed } from '../../src/data/datasets/catalog.js'
import { networkFrom } from '../../src/model/configuration.js'
import { preset, presetNames } from '../../src/model/presets.js'
import { countWeights } from '../../src/model/summary.js'

test('every preset makes a net for every dataset, with a probability for each of its classes', () => {
  for (const name of ['fashion-mnist', 'k49', 'emnist/byclass', 'usps'])
    for (const presetName of presetNames) {
      const { task } = datasetNamed(name)
      expect(networkFrom(preset(presetName, task)).outputs[0]!.shape).toEqual([task.classes.length])
    }
})

test('fast sees digits without their margins, and what is harder whole and once more', () => {
  const digits = preset('fast')
  const less = { whitening: true, stridedPoolingFirstEpochs: 1 }
  expect(digits.training).toMatchObject({ ...less, epochs: 2, freezeFirstLayerLastEpochs: 1 })
  expect(digits.layers[0]).toMatchObject({ kind: 'cropping2d', cropping: 2 })
  const clothing = preset('fast', datasetNamed('fashion-mnist').task)
  expect(clothing.training).toMatchObject({ ...less, epochs: 3, freezeFirstLayerLastEpochs: 2 })
  expect(clothing.layers[0]).toMatchObject({ kind: 'conv2d' })
})

test('tiny has less than 10,000 weights, and shows in a mirror what keeps its class there alone', () => {
  const digits = preset('tiny')
  expect(countWeights(networkFrom(digits).weights)).toBe(8_906)
  expect(digits.training.augmentation).toMatchObject({ horizontalFlip: false, rotation: 10 })
  const clothing = preset('tiny', datasetNamed('fashion-mnist').task)
  expect(clothing.training.augmentation).toMatchObject({ horizontalFlip: true, rotation: 0 })
})

test('accurate shows in a mirror what keeps its class there, and writing it does not', () => {
  const clothing = preset('accurate', datasetNamed('fashion-mnist').task)
  expect(clothing.training.augmentation).toMatchObject({ horizontalFlip: true, rotation: 0 })
  expect(countWeights(networkFrom(clothing).weights)).toBe(1_208_458)
  const letters = preset('accurate', datasetNamed('emnist/letters').task)
  expect(letters.training.augmentation).toMatchObject({ horizontalFlip: false, rotation: 14 })
})
