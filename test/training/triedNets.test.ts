import { expect, test } from 'vitest'
import { triedNets } from '../../bench/agreement/nets.js'
import { triedOptimizers } from '../../bench/agreement/optimizers.js'
import { lossKinds, materialOf } from '../../bench/agreement/training.js'
import { type Activation, activationNames } from '../../src/layers/activations.js'
import { layerBuilders, mergeBuilders } from '../../src/layers/catalog.js'
import { optimizerBuilders } from '../../src/training/optimizers.js'

// What agreement.test.ts compares with PyTorch is all there is. Apart from it, so that `npm run check` tells what was added and is not compared.

/** What a failure says: where the missing one is to be used. */
const inNets = 'used by a net of bench/agreement/nets.ts'

const layers = triedNets.flatMap(({ model }) => model.layers)

test('the ten nets have every layer', () => {
  expect(triedNets.length).toBe(10)
  expect(new Set(layers.map(({ kind }) => kind)), inNets).toEqual(
    new Set(Object.keys({ ...layerBuilders, ...mergeBuilders })),
  )
})

test('the ten nets have every activation function', () => {
  const functions = triedNets.flatMap(net =>
    materialOf(net).network.layers.flatMap(
      ({ layer: { config } }) => (config.activation ?? config.function ?? []) as Activation,
    ),
  )
  expect(new Set(functions.map(name => (typeof name === 'string' ? name : name.kind))), inNets).toEqual(
    new Set(activationNames),
  )
})

test('the ten nets have every loss', () => {
  const losses = triedNets.flatMap(({ loss }) => [loss, ...(loss.parts ?? []).map(part => part.loss)])
  expect(new Set(losses.map(({ kind }) => kind)), inNets).toEqual(new Set(lossKinds))
})

test('the optimizers are all', () => {
  const optimizers = Object.values(triedOptimizers).map(({ kind }) => kind)
  expect(new Set(optimizers)).toEqual(new Set(Object.keys(optimizerBuilders)))
})
