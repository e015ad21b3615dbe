import { expect, test } from 'vitest'
import { ensemble } from '../../src/interop/ensemble.js'
import { networkFrom, parseConfiguration } from '../../src/model/configuration.js'
import type { PlacedLayerConfig } from '../../src/model/modelConfig.js'
import { readModelMetadata, readTrainedNetwork } from '../../src/model/modelFile.js'
import { preset } from '../../src/model/presets.js'
import { defineTask, mnistTask } from '../../src/task.js'
import { largestDifference, predictionsOf, randomImages, randomModel, squeezedNet } from './nets.js'

const images = randomImages(50)
const dense: PlacedLayerConfig[] = [{ kind: 'flatten' }, { kind: 'dense', units: 10, activation: 'softmax' }]

test('an ensemble yields the mean of the probabilities of its members, with their temperatures', async () => {
  const members = [
    randomModel(networkFrom(preset('fast')), 0),
    randomModel(squeezedNet(), 1, { temperature: 3, rejectThreshold: 0.5 }),
    randomModel(networkFrom(preset('fast')), 2, { temperature: 0.5 }),
  ]
  const each = await Promise.all(members.map(model => predictionsOf(model, images)))
  const mean = each[0]!.map((value, i) => (value + each[1]![i]! + each[2]![i]!) / 3)
  const model = ensemble(members)
  expect(largestDifference(await predictionsOf(model, images), mean)).toBeLessThan(1e-6)
  const { rejectThreshold, temperature } = readModelMetadata(model)
  expect([rejectThreshold, temperature]).toEqual([undefined, undefined])
})

test('an ensemble is a net of its own: it can be trained on, and a member of another', async () => {
  const two = ensemble([randomModel(networkFrom({ layers: dense }), 0), randomModel(networkFrom({ layers: dense }), 1)])
  const { network } = readTrainedNetwork(two)
  expect(network.layers.map(({ name }) => name)).toEqual([
    ...['member1/flatten', 'member1/dense', 'member2/flatten', 'member2/dense', 'average'],
  ])
  expect(parseConfiguration({ ...network.config, training: {} }).layers).toEqual(network.config.layers)
  const nested = ensemble([two, two])
  expect(largestDifference(await predictionsOf(nested, images), await predictionsOf(two, images))).toBeLessThan(1e-6)
})

test('a mean of what are no probabilities is refused', () => {
  const layers = [...dense.slice(0, 1), { kind: 'dense', units: 10, name: 'sums' }]
  const average = { kind: 'average', inputs: ['sums', 'sums'] }
  expect(() => parseConfiguration({ layers: [...layers, average] })).toThrow(
    /^configuration: expected a last layer that yields \[10\] probabilities by softmax, .*, received dense .* linear$/,
  )
})

test('what does not fit together is named', () => {
  const model = randomModel(networkFrom({ layers: dense }))
  const normalized = randomModel(networkFrom({ preprocessing: 'normalize', layers: dense }))
  const letters = defineTask({ ...mnistTask, name: 'letters', classes: [...'abcdefghij'] })
  expect(() => ensemble([model])).toThrow('ensemble: expected at least two models, received 1')
  expect(() => ensemble([model, new Uint8Array(9)])).toThrow(/^model 2: expected/)
  expect(() => ensemble([model, normalized])).toThrow(
    'model 2: expected pixels that are prepared by standardize, received normalize',
  )
  expect(() => ensemble([model, model, randomModel(networkFrom({ task: letters, layers: dense }))])).toThrow(
    'model 3: expected a classifier of MNIST, received one of letters',
  )
})
