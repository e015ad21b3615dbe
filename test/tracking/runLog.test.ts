import { writeFileSync } from 'node:fs'
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { UsageError } from '../../src/errors.js'
import { createRunLog, stepsPerEpochOf } from '../../src/runs/loggers/runLog.js'
import type { LoggedEpoch, LoggedSteps, RunLogger } from '../../src/runs/loggers/runLogger.js'
import type { RunRecord } from '../../src/runs/record.js'
import { readRecord } from '../../src/runs/runFolder.js'
import { type RunTraining, resumeRun, trainRun } from '../../src/runs/trainRun.js'
import { temporaryFolder } from '../data/smallDataset.js'
import { wholeRecord } from '../runs/wholeRecord.js'
import { readEvents } from './events.js'

const net = { layers: [{ kind: 'flatten' }, { kind: 'dense', units: 10, activation: 'softmax' }] }
const options = {
  configuration: { ...net, training: { schedule: { kind: 'linear' }, batchSize: 64 } },
  ...{ name: 'linear', epochs: 3, limit: 600, threads: 2, seed: 2 },
}
const train = async (training: RunTraining) =>
  trainRun(options, { folder: join(await temporaryFolder(), 'run'), ...training })
const modelOf = (folder: string) => readFile(join(folder, 'model.onnx'))

let plain: Buffer
let home = ''
beforeAll(async () => {
  home = await mkdtemp(join(tmpdir(), 'mnist-log-'))
  plain = await modelOf((await trainRun(options, { folder: join(home, 'plain') })).folder)
})
afterAll(() => rm(home, { recursive: true }))

test('a logger is told of every part of a run, and the model is the same to the bit', async () => {
  const calls: string[] = []
  const [points, epochs]: [LoggedSteps[], LoggedEpoch[]] = [[], []]
  let steps = 0
  const logger: RunLogger = {
    name: 'own',
    onBegin: ({ step, title, training }) => void calls.push(`begin ${step} ${title} ${training.count}`),
    onSteps: point => void points.push(point),
    onEpoch: epoch => void epochs.push(epoch),
    onTest: ({ step, probabilities }) => void calls.push(`test ${step} ${probabilities.length}`),
    onEnd: ({ record }) => void calls.push(`end ${record.status}`),
  }
  const { folder, record } = await train({
    log: [logger],
    onStep: progress => {
      steps = progress.steps
    },
  })
  expect(await modelOf(folder)).toEqual(plain)
  expect(calls).toEqual(['begin 0 linear, seed 2, first 600 images 600', 'test 27 100000', 'end finished'])
  expect(stepsPerEpochOf(record, 600)).toBe(steps)
  const learned = points.filter(({ of }) => of === 'train')
  expect(learned.map(({ step }) => step)).toEqual(Array.from({ length: 27 }, (_, index) => index + 1))
  expect(learned.map(({ learningRate }) => learningRate)).toEqual(
    learned.map((_, index) => expect.closeTo(0.001 * (1 - index / 26), 9)),
  )
  expect(points.filter(({ of }) => of === 'validation').map(({ step }) => step)).toEqual([9, 18, 27])
  expect(epochs.map(({ step, epoch, trainLoss }) => [step, epoch, trainLoss])).toEqual(
    record.history.map(({ epoch, trainLoss }) => [9 * epoch, epoch, trainLoss]),
  )
  expect(epochs[0]!.weights['dense.kernel']!.data).toHaveLength(7840)
  expect(epochs[0]!.gradients['dense.kernel']).toHaveLength(7840)
  expect(epochs[0]!.gradients['dense.kernel']!.some(value => value !== 0)).toBe(true)
  expect(record.log).toBeUndefined() // what is not known by name cannot be found again
})

describe('a logger that fails', () => {
  test('gives one notice, is told nothing more, and harms neither the others nor the model', async () => {
    const [notices, told]: [string[], number[]] = [[], []]
    const loggers: RunLogger[] = [
      {
        name: 'throws',
        onSteps: ({ step }) => {
          told.push(step)
          throw new Error('no space is left on the disk')
        },
      },
      { name: 'rejects', onSteps: async () => Promise.reject(new Error('the server is away')) },
      { name: 'works', onEpoch: ({ step }) => void told.push(step) },
    ]
    const { folder, ended } = await train({ log: loggers, onNotice: message => notices.push(message) })
    expect(ended).toBe('finished')
    expect(await modelOf(folder)).toEqual(plain)
    expect(notices).toEqual([
      'throws: no space is left on the disk; the training goes on, and is not logged there any more',
      'rejects: the server is away; the training goes on, and is not logged there any more',
    ])
    expect(told).toEqual([1, 9, 18, 27])
  })

  test('by never coming to an end is left behind', async () => {
    const notices: string[] = []
    const log = createRunLog([{ name: 'hangs', onEnd: () => new Promise(() => {}) }], {
      onNotice: message => notices.push(message),
      patience: 20,
    })
    await log.end(wholeRecord() as unknown as RunRecord)
    expect(notices).toEqual([
      'hangs: no answer within 0.02 seconds; the training goes on, and is not logged there any more',
    ])
  })

  test('because a file stands where its folder should be is a notice', async () => {
    const notices: string[] = []
    const { folder } = await train({
      log: ['tensorboard'],
      onBegin: ({ folder }) => writeFileSync(join(folder, 'tensorboard'), ''), // before the logger makes its folder
      onNotice: message => notices.push(message),
    })
    expect(await modelOf(folder)).toEqual(plain)
    expect(notices).toEqual([expect.stringMatching(/^tensorboard: .*could not be written/)])
  })
})

describe('the log for TensorBoard', () => {
  const summary = async (folder: string) => {
    const parts = await Promise.all(
      ['', 'train', 'validation', 'test'].map(part => readEvents(join(folder, 'tensorboard', part))),
    )
    // What was measured, but not by the clock.
    return parts.map(values => values.map(({ step, tag, numbers }) => ({ step, tag, numbers })))
  }

  test('has curves, histograms, images, text, hyperparameters and precision-recall curves', async () => {
    const { folder, record } = await train({ log: ['tensorboard'] })
    expect(await modelOf(folder)).toEqual(plain)
    expect(await readRecord(folder)).toMatchObject({ log: ['tensorboard'] })
    const [root, learned, held, test] = await summary(folder)
    const steps = (values: { step: number; tag: string }[], tag: string) =>
      values.filter(value => value.tag === tag).map(({ step }) => step)
    expect(root!.map(({ tag }) => tag)).toEqual([
      ...['_hparams_/experiment', '_hparams_/session_start_info', 'run', 'configuration', '_hparams_/session_end_info'],
    ])
    expect(steps(learned!, 'batch_loss')).toHaveLength(27)
    expect(steps(learned!, 'inputs')).toEqual([0])
    for (const tag of [
      'epoch_loss',
      'epoch_accuracy',
      'epoch_learning_rate',
      'weights/dense.kernel',
      'gradients/dense.bias',
    ])
      expect(steps(learned!, tag)).toEqual([9, 18, 27])
    expect(held!.filter(({ tag }) => tag === 'epoch_accuracy').map(({ numbers }) => numbers[0])).toEqual(
      record.history.map(({ validationAccuracy }) => expect.closeTo(validationAccuracy!, 6)),
    )
    expect(test!.map(({ tag }) => tag)).toEqual([
      ...['epoch_loss', 'epoch_accuracy', 'confusion', 'mistakes'],
      ...Array.from({ length: 10 }, (_, digit) => `class_${digit}`),
    ])
    expect(test![1]!.numbers[0]).toBeCloseTo(record.test!.accuracy, 6)
  })

  test('of a run that was stopped or killed, and resumed, is that of one that never was', async () => {
    const straight = await summary((await train({ log: ['tensorboard'] })).folder)
    const stop = new AbortController()
    const stopped = await train({
      log: ['tensorboard'],
      signal: stop.signal,
      onStep: ({ epoch, step }) => {
        if (epoch === 2 && step === 4) stop.abort()
      },
    })
    expect(stopped.ended).toBe('interrupted')
    // A process that was killed after its checkpoint has logged steps that the next one takes again, and left an event torn.
    const events = join(stopped.folder, 'tensorboard', 'train')
    const [name] = await readdir(events)
    const kept = await readFile(join(stopped.folder, 'checkpoint.safetensors'))
    const again = new AbortController()
    await resumeRun(stopped.folder, { signal: again.signal, onEpoch: () => again.abort() })
    await writeFile(join(stopped.folder, 'checkpoint.safetensors'), kept)
    await writeFile(join(events, name!), Buffer.concat([await readFile(join(events, name!)), Buffer.from('torn')]))
    expect((await resumeRun(stopped.folder)).ended).toBe('finished')
    expect(await summary(stopped.folder)).toEqual(straight)
    expect(await modelOf(stopped.folder)).toEqual(plain)
  })
})

test('a logger that nobody knows is refused before anything is written', async () => {
  const folder = join(await temporaryFolder(), 'run')
  await expect(trainRun(options, { folder, log: ['wandb' as 'tensorboard'] })).rejects.toThrow(UsageError)
  await expect(readdir(folder)).rejects.toThrow('ENOENT')
})
