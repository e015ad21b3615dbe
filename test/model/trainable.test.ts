import { expect, test } from 'vitest'
import { networkFrom } from '../../src/model/configuration.js'
import { preset, presetNames } from '../../src/model/presets.js'
import { expectTrainable, type TrainingSize } from '../../src/model/trainable.js'

const size = (changes: Partial<TrainingSize> = {}): TrainingSize => ({
  batchSize: 128,
  threads: 2,
  optimizer: { kind: 'adam' },
  images: 60_000,
  memory: 8e9,
  ...changes,
})

const net = (...layers: { kind: string; [option: string]: unknown }[]) =>
  networkFrom({
    preprocessing: 'standardize',
    layers: [...layers, { kind: 'flatten' }, { kind: 'dense', units: 10, activation: 'softmax' }],
  })

test('every preset can be trained with the memory of a small machine', () => {
  for (const name of presetNames) {
    const { training, ...configuration } = preset(name)
    expectTrainable(networkFrom(configuration), size({ ...training, memory: 2e9 }))
  }
})

test('a net with more parameters than a checkpoint can hold is refused, and its largest layer named', () => {
  const wide = net({ kind: 'flatten' }, { kind: 'dense', units: 1e7 })
  expect(() => expectTrainable(wide, size({ memory: 1e15 }))).toThrow(
    'expected a net of at most 100,000,000 parameters, received 7,950,000,010: dense alone has 7,850,000,000',
  )
  const absurd = net({ kind: 'conv2d', filters: Number.MAX_SAFE_INTEGER, kernelSize: 28 })
  expect(() => expectTrainable(absurd, size({ memory: 1e15 }))).toThrow('conv2d alone has 7,')
})

test('windows with more pixels than a graph can name are refused, and the layer named', () => {
  const wide = net({ kind: 'averagePool2d', poolSize: 2000, strides: 1, padding: 'same' })
  expect(() => expectTrainable(wide, size({ memory: 1e15 }))).toThrow(
    'averagePool2d: expected windows of at most 50,000,000 pixels of an image in all, received 3,136,000,000',
  )
})

test('what does not fit into memory is refused, and what it would need told', () => {
  const large = net({ kind: 'flatten' }, { kind: 'dense', units: 100_000 })
  expect(() => expectTrainable(large, size())).toThrow(
    /^expected a training that fits into 8\.0 GB of memory, received one that needs about 1\d\.\d GB: 79,500,010 parameters, batches of 128 on 2 threads$/,
  )
  const many = net({ kind: 'conv2d', filters: 64, kernelSize: 3, padding: 'same' })
  expectTrainable(many, size({ batchSize: 1000 }))
  expect(() => expectTrainable(many, size({ batchSize: 30_000 }))).toThrow('batches of 30,000 on 2 threads')
  // A batch has no more images than there are.
  expectTrainable(many, size({ batchSize: 30_000, images: 100 }))
  expect(() => expectTrainable(many, size({ threads: 256, memory: 1e9 }))).toThrow('on 256 threads')
})

test('memory of the optimizer counts', () => {
  const large = net({ kind: 'flatten' }, { kind: 'dense', units: 90_000 })
  expectTrainable(large, size({ optimizer: { kind: 'sgd' } }))
  expect(() => expectTrainable(large, size({ optimizer: { kind: 'adamw' } }))).toThrow('GB of memory')
})
