import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { decodeCheckpoint, encodeCheckpoint } from '../../src/model/checkpoint.js'
import { networkFrom } from '../../src/model/configuration.js'
import { exportModel, readTrainedNetwork, readWeights } from '../../src/model/modelFile.js'
import { preset } from '../../src/model/presets.js'
import { writeWhole } from '../../src/node/files.js'
import { optimizerFrom } from '../../src/training/optimizers.js'
import { initialState } from '../../src/training/state.js'
import { temporaryFolder } from '../data/smallDataset.js'

// Node reads files into a Buffer, whose slice() shares memory where that of a Uint8Array copies.

const network = networkFrom(preset('mlp'))
const state = initialState(network, optimizerFrom({ kind: 'adam' }), 3)

async function throughFile(bytes: Uint8Array): Promise<Uint8Array> {
  const path = join(await temporaryFolder(), 'file')
  await writeWhole(path, bytes)
  return readFile(path)
}

test('a checkpoint comes back from a file as it was', async () => {
  const bytes = encodeCheckpoint(state)
  expect(decodeCheckpoint(bytes).epoch).toBe(0)
  expect(Buffer.from(encodeCheckpoint(decodeCheckpoint(await throughFile(bytes)))).equals(bytes)).toBe(true)
})

test('the weights of a model come back from a file as they were', async () => {
  const { parameters } = readTrainedNetwork(await throughFile(exportModel(network, state.parameters)))
  expect(Buffer.from(parameters.trained.buffer).equals(Buffer.from(state.parameters.trained.buffer))).toBe(true)
})

test('the weights of a model have the names of their layers', () => {
  const weights = readWeights(exportModel(network, state.parameters))
  expect(Object.entries(weights).map(([name, { shape }]) => `${name} ${shape.join(' × ')}`)).toEqual([
    'dense.kernel 784 × 256',
    'dense.bias 256',
    'dense_1.kernel 256 × 128',
    'dense_1.bias 128',
    'dense_2.kernel 128 × 10',
    'dense_2.bias 10',
  ])
  expect(weights['dense.kernel']!.data).toEqual(state.parameters.trained.subarray(0, 784 * 256))
})

test('a checkpoint with any byte changed, or cut, is refused', async () => {
  const bytes = encodeCheckpoint(state)
  for (const place of [0, 9, 40, 400, 5000, bytes.length - 1]) {
    const damaged = Uint8Array.from(bytes)
    damaged[place]! ^= 0x10
    expect(() => decodeCheckpoint(damaged), `byte ${place}`).toThrow(/^expected a whole checkpoint/)
  }
  for (const length of [0, 7, 100, bytes.length - 4])
    expect(() => decodeCheckpoint(bytes.subarray(0, length)), `${length} bytes`).toThrow(/^expected a whole checkpoint/)
})
