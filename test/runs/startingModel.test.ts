import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type Digits, selectDigits, takeDigits } from '../../src/data/digits.js'
import { loadMnist } from '../../src/data/sources/mnist.js'
import { UsageError } from '../../src/errors.js'
import { importModel } from '../../src/interop/importModel.js'
import { exportKeras } from '../../src/interop/keras/writeKeras.js'
import { networkFrom } from '../../src/model/configuration.js'
import { exportModel, readTrainedNetwork, readWeights } from '../../src/model/modelFile.js'
import { preset } from '../../src/model/presets.js'
import { fit } from '../../src/node/fit.js'
import type { OpenedData } from '../../src/node/openData.js'
import { planRun } from '../../src/runs/plan.js'
import { readRecord } from '../../src/runs/runFolder.js'
import { resumeRun, trainRun } from '../../src/runs/trainRun.js'
import { mnistTask, type Task } from '../../src/task.js'
import { initialParameters } from '../../src/training/parameters.js'
import { largestDifference, predictionsOf } from '../interop/nets.js'

const fixture = (name: string) =>
  readFile(fileURLToPath(new URL(`../fixtures/${name}`, import.meta.url))).then(bytes => new Uint8Array(bytes))

let home = ''
let heldOut: Digits
let few: Digits
const imported: Record<string, Uint8Array> = {}

beforeAll(async () => {
  home = await mkdtemp(join(tmpdir(), 'mnist-starting-'))
  const { training } = await loadMnist({ parts: ['training'], mirrors: [] })
  heldOut = selectDigits(
    training,
    Array.from({ length: 1000 }, (_, i) => 59_000 + i),
  )
  few = takeDigits(training, 3000)
  for (const name of ['keras/quickstart.keras', 'onnx/example.onnx'])
    imported[name] = (await importModel(await fixture(name))).model
}, 60_000)

afterAll(() => rm(home, { recursive: true }))

const options = { epochs: 2, limit: 3000, threads: 1, batchSize: 50, learningRate: 0.003 }

async function accuracyOf(model: Uint8Array): Promise<number> {
  const probabilities = await predictionsOf(model, heldOut.images)
  const correct = heldOut.labels.filter((label, n) => {
    const row = probabilities.subarray(10 * n, 10 * n + 10)
    return row.indexOf(Math.max(...row)) === label
  })
  return correct.length / heldOut.count
}

test.each([
  ['keras/quickstart.keras', 'Keras'],
  ['onnx/example.onnx', 'PyTorch'],
])(
  '%s, a net of %s, trains on, gets better, and is written for Keras again',
  async name => {
    const before = imported[name]!
    const { folder, record } = await trainRun(
      { ...options, from: { model: before, file: 'mine.onnx' } },
      { folder: join(home, name.replace('/', '-')) },
    )
    expect(record).toMatchObject({
      name: 'mine',
      from: { file: 'mine.onnx', sha256: expect.stringMatching(/^[0-9a-f]{64}$/) },
      command:
        'mnist train --from mine.onnx --epochs 2 --batch-size 50 --learning-rate 0.003 --seed 0 --threads 1 --limit 3000',
    })
    expect(await readRecord(folder)).toEqual(record)
    const after = new Uint8Array(await readFile(join(folder, 'model.onnx')))
    expect(await accuracyOf(after)).toBeGreaterThan((await accuracyOf(before)) + 0.2)
    const { model: back } = await importModel(await exportKeras(after))
    const images = heldOut.images.subarray(0, 100 * 784)
    expect(largestDifference(await predictionsOf(back, images), await predictionsOf(after, images))).toBeLessThan(1e-6)
  },
  60_000,
)

/** A step that moves no weight: what is left is what it began with. */
const still = { epochs: 1, limit: 100, threads: 1, optimizer: 'sgd', learningRate: 1e-30 } as const

test('the first weights are those of the model, bit for bit, running statistics, too', async () => {
  const network = networkFrom({
    layers: [
      { kind: 'conv2d', filters: 2, kernelSize: 3 },
      { kind: 'batchNormalization', momentum: 1 - 1e-12 },
      { kind: 'flatten' },
      { kind: 'dense', units: 10, activation: 'softmax' },
    ],
  })
  const parameters = initialParameters(network, 7)
  parameters.statistics.forEach((_, i) => {
    parameters.statistics[i] = 1 + i / 8
  })
  const model = exportModel(network, parameters)
  const { folder } = await trainRun({ ...still, seed: 3, from: { model } }, { folder: join(home, 'still') })
  const trained = readWeights(new Uint8Array(await readFile(join(folder, 'model.onnx'))))
  for (const [name, { data }] of Object.entries(readWeights(model)))
    expect(largestDifference(trained[name]!.data, data), name).toBeLessThan(1e-6)
}, 60_000)

test('a run that stopped before its first epoch is resumed to the same bits, also where the model is gone', async () => {
  const start = { ...options, from: { model: imported['onnx/example.onnx']! } }
  const straight = await trainRun(start, { folder: join(home, 'straight') })
  const stop = new AbortController()
  const folder = join(home, 'stopped')
  const notices: unknown[] = []
  const stopped = await trainRun(start, {
    folder,
    signal: stop.signal,
    onBegin: ({ state }) => notices.push(state),
    onReady: () => stop.abort(),
  })
  expect(stopped).toMatchObject({ ended: 'interrupted', state: { epoch: 0 } })
  expect(notices).toEqual([undefined])
  await resumeRun(folder)
  const [a, b] = await Promise.all([straight.folder, folder].map(run => readFile(join(run, 'model.onnx'))))
  expect(b!.equals(a!)).toBe(true)
}, 60_000)

test('without its checkpoint such a run is not begun again with other weights', async () => {
  const stop = new AbortController()
  const folder = join(home, 'lost')
  const from = { model: imported['keras/quickstart.keras']!, file: 'mine.onnx' }
  await trainRun({ ...options, from }, { folder, signal: stop.signal, onReady: () => stop.abort() })
  await rm(join(folder, 'checkpoint.safetensors'))
  await expect(resumeRun(folder)).rejects.toThrow(
    /expected checkpoint.safetensors, found none; `mnist train --from mine.onnx .*` trains the same model again/,
  )
})

test('a preset or a configuration gives its recipe to the weights of a model of the same net', () => {
  const model = exportModel(networkFrom(preset('mlp')), initialParameters(networkFrom(preset('mlp')), 1))
  const plan = planRun({ preset: 'mlp', threads: 1, from: { model, file: 'a b.onnx' } })
  expect(plan).toMatchObject({
    name: 'mlp',
    preset: 'mlp',
    options: { epochs: 10 },
    command: "mnist train --preset mlp --from 'a b.onnx' --seed 0 --threads 1",
  })
  expect(() => planRun({ preset: 'fast', from: { model } })).toThrow(
    new UsageError(
      'model.onnx: expected a net with dense.kernel [784, 256], received conv2d.kernel [12, 1, 5, 5]; without --preset and --model, the net of model.onnx is trained',
    ),
  )
  const { layers } = preset('mlp')
  expect(() => planRun({ configuration: { layers, preprocessing: 'normalize' }, from: { model } })).toThrow(
    'expected a net with preprocessing standardize, received normalize',
  )
})

test('a net that was fed pixels of another range keeps its own mean and deviation', async () => {
  const { model } = await importModel(await fixture('keras/quickstart.keras'), { pixels: '-1..1' })
  const { task } = planRun({ from: { model } }).model
  expect(task).toMatchObject({ name: 'MNIST', mean: [0.5], deviation: [0.5] })
})

const three: Task = { ...mnistTask, name: 'Three', classes: ['zero', 'one', 'two'] }

function threeDigits(): OpenedData {
  const only = selectDigits(
    few,
    [...few.labels.keys()].filter(n => few.labels[n]! < 3),
  )
  const [training, test] = [takeDigits(only, 600), takeDigits(only, 200)]
  const load = async () => ({ task: three, training, test, files: [] })
  return { task: three, trainingCount: training.count, load }
}

test('a new head learns other classes, and all other weights are those of the model', async () => {
  const model = imported['onnx/example.onnx']!
  const from = { model, file: 'example.onnx' }
  const untrained = await trainRun(
    { ...still, from, newHead: true },
    { folder: join(home, 'head'), data: threeDigits() },
  )
  expect(untrained.record).toMatchObject({
    from: { newHead: true },
    command: expect.stringContaining('--from example.onnx'),
    model: { task: { name: 'Three' } },
  })
  expect(untrained.record.command).toContain(' --new-head')
  const weights = readWeights(new Uint8Array(await readFile(join(untrained.folder, 'model.onnx'))))
  const before = readWeights(model)
  expect(weights['dense_1.kernel']!.shape).toEqual([8, 3])
  for (const [name, { data }] of Object.entries(before))
    if (!name.startsWith('dense_1.')) expect(largestDifference(weights[name]!.data, data), name).toBe(0)
  const { record } = await trainRun(
    { from, newHead: true, threads: 1, batchSize: 20, epochs: 4, learningRate: 0.003 },
    { folder: join(home, 'three'), data: threeDigits() },
  )
  expect(record.test!.accuracy).toBeGreaterThan(0.8)
}, 60_000)

test('other classes, other images and what is no model of this project are refused by name', async () => {
  const from = { model: imported['keras/quickstart.keras']!, file: 'mine.onnx' }
  const small = { ...three, imageShape: [1, 8, 8] as const }
  const plan = (task: Task, more = {}) => planRun({ from, ...more }, { task, trainingCount: 1000 })
  const expected =
    'mine.onnx: expected data of MNIST (28 × 28 pixels; 10 classes: 0, 1, 2, …), received Three (28 × 28 pixels; 3 classes: zero, one, two)'
  expect(() => plan(three)).toThrow(
    new UsageError(`${expected}; --new-head replaces the last layer by one for these classes`),
  )
  expect(() => plan(small, { newHead: true })).toThrow('received Three (8 × 8 pixels; 3 classes: zero, one, two)')
  expect(() => planRun({ newHead: true })).toThrow('run: expected newHead beside from')
  expect(() => planRun({ from: { model: new Uint8Array(9), file: 'x.keras' } })).toThrow(
    /^x\.keras: .*; mnist import makes a model of what another framework wrote$/,
  )
  const foreign = await fixture('onnx/example.onnx')
  expect(() => planRun({ from: { model: foreign } })).toThrow(/mnist import makes a model/)
  expect(() => planRun({ from: 'mine.onnx' as never })).toThrow('run: expected from to be a model file')
})

test('fit of the library begins with given weights', async () => {
  const model = imported['keras/quickstart.keras']!
  const { network, parameters } = readTrainedNetwork(model)
  const { classifier } = await fit(network, takeDigits(few, 100), {
    ...{ epochs: 1, validation: 0, threads: 1, parameters },
    optimizer: { kind: 'sgd', learningRate: 1e-30 },
  })
  for (const [name, { data }] of Object.entries(readWeights(model)))
    expect(largestDifference(readWeights(classifier.model)[name]!.data, data), name).toBe(0)
  await classifier.dispose()
})
