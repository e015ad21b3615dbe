import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { DataError, UsageError } from '../../src/errors.js'
import { lockFolder } from '../../src/node/folderLock.js'
import { planRun } from '../../src/runs/plan.js'
import { reportRuns } from '../../src/runs/reportRuns.js'
import { readRecord } from '../../src/runs/runFolder.js'
import { type RunResult, resumeRun, trainRun } from '../../src/runs/trainRun.js'

// What a program does with runs, beside the command line that does the same.

const net = { layers: [{ kind: 'flatten' }, { kind: 'dense', units: 10, activation: 'softmax' }] }
const options = {
  configuration: { ...net, training: { optimizer: { kind: 'adam' } } },
  name: 'linear',
  ...{ epochs: 3, limit: 600, threads: 1, seed: 2 },
}
const fileOf = (folder: string, name: string) => readFile(join(folder, name))

let straight: RunResult

let home = ''

beforeAll(async () => {
  home = await mkdtemp(join(tmpdir(), 'mnist-runs-'))
  straight = await trainRun(options, { folder: join(home, 'straight') })
}, 60_000)

afterAll(() => rm(home, { recursive: true }))

test('a program trains a run, and the folder holds what the result says', async () => {
  const { folder, record, ended, state } = straight
  expect({ ended, ...state }).toMatchObject({ ended: 'finished', epoch: 3, step: 0 })
  expect(record).toMatchObject({ name: 'linear', status: 'finished', seed: 2, formatVersion: 3 })
  expect(record.test!.accuracy).toBeGreaterThan(0.4)
  expect(record.testReadings).toEqual([{ at: expect.any(String), epoch: record.history.length }])
  expect(await readRecord(folder)).toEqual(record)
  expect(record.command).toBe('mnist train --model linear.json --epochs 3 --seed 2 --threads 1 --limit 600')
})

test('a run that a signal stopped is resumed, and ends with the same model', async () => {
  const [folder, stop] = [join(home, 'stopped'), new AbortController()]
  const stopped = await trainRun(options, { folder, signal: stop.signal, onEpoch: () => stop.abort() })
  expect(stopped).toMatchObject({ ended: 'interrupted', record: { status: 'interrupted' }, state: { epoch: 1 } })
  expect(stopped.record.testReadings).toBeUndefined()
  const places: unknown[] = []
  const resumed = await resumeRun(folder, { onBegin: ({ state }) => places.push(state?.epoch) })
  expect(places).toEqual([1])
  expect(resumed.ended).toBe('finished')
  expect(await fileOf(folder, 'model.onnx')).toEqual(await fileOf(straight.folder, 'model.onnx'))
  expect(await resumeRun(folder)).toMatchObject({ ended: 'finished', record: resumed.record })
}, 60_000)

const short = { configuration: net, ...{ epochs: 1, limit: 100, threads: 1 } }

test('a checkpoint that cannot be written ends the run by a DataError that says what is left', async () => {
  const folder = join(home, 'occupied')
  const blocked = trainRun(short, { folder, onReady: () => mkdir(join(folder, 'checkpoint.safetensors')) })
  const error = await blocked.catch(error => error)
  expect(error).toBeInstanceOf(DataError)
  expect(error.message).toContain('checkpoint.safetensors: could not be written (it is a folder); mnist train --resume')
  expect(error.cause).toMatchObject({ code: 'ERR_MNIST_DATA', cause: { message: 'it is a folder' } })
})

test('figures that cannot be written end the run by a DataError, and resuming makes them', async () => {
  const folder = join(home, 'unpainted')
  const error = await trainRun(short, { folder, onReady: () => writeFile(join(folder, 'figures'), '') }).catch(
    error => error,
  )
  expect(error).toBeInstanceOf(DataError)
  expect(error.message).toMatch(/^the figures could not be drawn \(.*figures: the folder could not be made/)
  expect(error.cause).toMatchObject({ code: 'ERR_MNIST_DATA', cause: { code: 'EEXIST' } })
  await rm(join(folder, 'figures'))
  const again = { at: expect.any(String), epoch: 1 }
  expect(await resumeRun(folder)).toMatchObject({ ended: 'finished', record: { testReadings: [again, again] } })
})

test('a run that is being trained is neither trained, resumed nor reported by another', async () => {
  const folder = join(home, 'held')
  const stop = new AbortController()
  await trainRun(short, { folder, signal: stop.signal, onReady: () => stop.abort() })
  const lock = await lockFolder(folder)
  for (const attempt of [() => trainRun(short, { folder }), () => resumeRun(folder), () => reportRuns([folder])]) {
    const error = await attempt().catch(error => error)
    expect(error).toBeInstanceOf(UsageError)
    expect(error.code).toBe('ERR_MNIST_HELD')
  }
  lock.release()
})

test('runs are compared on one page', async () => {
  const { html, disagreements } = await reportRuns([straight.folder])
  expect(html).toContain('linear, seed 2')
  expect(disagreements).toEqual([])
  await expect(reportRuns([])).rejects.toThrow(new UsageError('expected at least one run, received none'))
}, 60_000)

test('a record holds every option, with its default or null', () => {
  const recorded = planRun({ configuration: net, threads: 1 }).options
  expect(recorded).toEqual({
    ...{ epochs: 5, batchSize: 128, validation: 5000, limit: null, threads: 1, device: 'cpu' },
    optimizer: expect.objectContaining({ kind: 'adam', learningRate: 0.001, beta1: 0.9, beta2: 0.999, epsilon: 1e-7 }),
    schedule: { kind: 'constant', warmup: 0 },
    ...{ labelSmoothing: 0, augmentation: null, syntheticDigits: 0, outlierImages: 0, sceneCrops: 0 },
    ...{ whitening: false, stridedPoolingFirstEpochs: 0, freezeFirstLayerLastEpochs: 0 },
    ...{ temperatureScaling: false, earlyStopping: null, restoreBest: false },
  })
})

test.each([
  [{ preset: 'fats' }, /run: expected preset to be one of .*fast.*, received "fats"/],
  [{ sed: 1 }, /run: unknown option "?sed/],
  [{ seed: -1 }, /run: expected seed to be/],
  [{ preset: 'fast', configuration: net }, 'run: expected a preset or a configuration, received both, the preset fast'],
  [{ epochs: 0 }, /training: expected epochs to be/],
  [{ validation: 60_000 }, 'run: expected validation to be below the number of training images, 60000, received 60000'],
] as const)('%o is refused', (wrong, message) => {
  expect(() => planRun(wrong as object)).toThrow(UsageError)
  expect(() => planRun(wrong as object)).toThrow(message)
})
