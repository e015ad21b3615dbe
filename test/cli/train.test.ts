import { mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { readModelMetadata } from '../../src/model/modelFile.js'
import { mnist, type Outcome, readRecord } from './mnist.js'

let cwd = ''
let trained: Outcome

const line = 'train --preset mlp --limit 1000 --epochs 2 --seed 5 --threads 2'

beforeAll(async () => {
  cwd = await mkdtemp(join(tmpdir(), 'mnist-train-'))
  trained = await mnist([...line.split(' '), '--out', 'first'], { cwd })
}, 60_000)

afterAll(() => rm(cwd, { recursive: true, force: true }))

test('a training shows a line for each epoch and ends with the result', () => {
  expect(trained).toMatchObject({ code: 0, stderr: '' })
  expect(trained.stdout).toMatch(
    new RegExp(
      [
        '^mlp, seed 5, first 1,000 images: 235,146 parameters, 900 training and 100 validation images, 2 threads',
        'Epoch 1/2  [\\d.]+ s  loss [\\d.]+  accuracy [\\d.]+ %  validation loss [\\d.]+  accuracy [\\d.]+ %',
        'Epoch 2/2  .*',
        'Test accuracy [\\d.]+ % \\(95 % interval [\\d.]+ % to [\\d.]+ %\\): [\\d,]+ of 10,000 images, loss [\\d.]+',
        '235,146 parameters; [\\d.]+ s, [\\d.]+ s of it training',
        'Report, model, record and figures: first\n$',
      ].join('\n'),
    ),
  )
})

test('the run folder holds the model, the record, the checkpoint, the figures and the report, and nothing else', async () => {
  expect((await readdir(join(cwd, 'first'))).sort()).toEqual([
    'checkpoint.safetensors',
    'figures',
    'model.onnx',
    'report.html',
    'run.json',
  ])
  const figures = await readdir(join(cwd, 'first', 'figures'))
  expect(figures.sort()).toEqual(
    ['confusion', 'curves', 'mistakes', 'samples'].flatMap(name => [`${name}.png`, `${name}.svg`]),
  )
  for (const name of figures) {
    const content = await readFile(join(cwd, 'first', 'figures', name))
    if (name.endsWith('.png')) expect(content.subarray(1, 4).toString()).toBe('PNG')
    else expect(content.toString()).toMatch(/^<svg [^>]*aria-label="[^"]*: mlp, seed 5, first 1,000 images"/)
  }
})

test('run.json tells all that a report needs', async () => {
  const number = expect.any(Number)
  const { history, test, ...record } = await readRecord(join(cwd, 'first'))
  expect(record).toMatchObject({
    version: expect.stringMatching(/^\d+\.\d+\.\d+/),
    status: 'finished',
    name: 'mlp',
    preset: 'mlp',
    seed: 5,
    command: 'mnist train --preset mlp --epochs 2 --seed 5 --threads 2 --limit 1000',
    model: { preprocessing: 'standardize' },
    options: { epochs: 2, batchSize: 128, validation: 100, limit: 1000, threads: 2, optimizer: { kind: 'adam' } },
    environment: { node: process.version, onnxruntime: expect.stringMatching(/^\d/), cores: number },
    parameters: 235_146,
    seconds: { data: number, compile: number, train: number, evaluate: number, figures: number, total: number },
  })
  expect(Object.values(record.data.digests)).toHaveLength(4)
  expect(history.map(({ epoch }) => epoch)).toEqual([1, 2])
  for (const key of ['seconds', 'trainLoss', 'trainAccuracy', 'validationLoss', 'validationAccuracy', 'learningRate'])
    expect(history[1]).toHaveProperty(key, number)
  // Eight steps make an epoch: so few are cheap to keep, and too few to look at held-out images between them.
  expect(record.curve!.training.epoch).toHaveLength(16)
  expect(record.curve!.training.loss.every(Number.isFinite)).toBe(true)
  expect(record.curve).toMatchObject({
    validation: { epoch: [1, 2], accuracy: history.map(epoch => epoch.validationAccuracy) },
    validationCount: 100,
  })
  expect(test).toMatchObject({ count: 10_000, accuracy: test!.correct / 10_000, interval95: [number, number] })
  expect(test!.confusion.flat()).toHaveLength(100)
  expect(test!.perClass).toHaveLength(10)
  const { total, figures, ...seconds } = record.seconds!
  expect(Object.values(seconds).reduce((sum, value) => sum + value, figures!)).toBeLessThan(total)
})

test('mnist evaluate gives exactly what run.json says', async () => {
  const { test, preset, seed, data } = await readRecord(join(cwd, 'first'))
  const path = join('first', 'model.onnx')
  const { code, stdout, stderr } = await mnist(['evaluate', path, '--json'], { cwd })
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' })
  expect(JSON.parse(stdout)).toEqual({ model: path, ...test })
  expect((await mnist(['evaluate', path], { cwd })).stdout).toContain(`${test!.confusion[9]![9]}\n`)
  const metadata = readModelMetadata(await readFile(join(cwd, path)))
  expect(metadata).toMatchObject({ preset, seed, accuracy: test!.accuracy, digests: data.digests })
})

test('an existing run is not overwritten', async () => {
  const before = (await stat(join(cwd, 'first', 'run.json'))).mtimeMs
  const { code, stderr } = await mnist([...line.split(' '), '--out', 'first'], { cwd })
  expect(code).toBe(2)
  expect(stderr).toContain('received first, which holds files')
  expect((await stat(join(cwd, 'first', 'run.json'))).mtimeMs).toBe(before)
})

test('the command line of run.json trains the same model, in a new folder in runs/, and --quiet prints one line', async () => {
  const { command } = await readRecord(join(cwd, 'first'))
  const { code, stdout, stderr } = await mnist([...command.split(' ').slice(1), '--quiet'], { cwd })
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' })
  const [, folder] = /^Test accuracy .*: (runs\/\d{4}-\d\d-\d\dT\d\d-\d\d-\d\d-mlp-seed5)\n$/.exec(stdout)!
  const [first, second] = await Promise.all(['first', folder!].map(run => readFile(join(cwd, run, 'model.onnx'))))
  expect(first!.equals(second!)).toBe(true)
})

test('a net of one’s own is trained by its own recipe, with the changes of the command line', async () => {
  const net = {
    layers: [{ kind: 'flatten' }, { kind: 'dense', units: 10, activation: 'softmax' }],
    training: { epochs: 9, batchSize: 50, optimizer: { kind: 'sgd', learningRate: 0.1, momentum: 0.9 }, validation: 0 },
  }
  await writeFile(join(cwd, 'my net.json'), JSON.stringify(net))
  const words = ['train', '--model', 'my net.json', '--epochs', '1', '--learning-rate', '0.02', '--limit', '500']
  expect(await mnist([...words, '--out', 'own', '--threads', '1'], { cwd })).toMatchObject({ code: 0, stderr: '' })
  const record = await readRecord(join(cwd, 'own'))
  expect(record).not.toHaveProperty('preset')
  expect(record).toMatchObject({
    name: 'my net',
    command: "mnist train --model 'my net.json' --epochs 1 --learning-rate 0.02 --seed 0 --threads 1 --limit 500",
    options: { epochs: 1, batchSize: 50, validation: 0, optimizer: { kind: 'sgd', learningRate: 0.02, momentum: 0.9 } },
    history: [{ epoch: 1, validationLoss: null, validationAccuracy: null }],
  })
  const { stdout } = await mnist(['evaluate', join('own', 'model.onnx'), '--json'], { cwd })
  expect(JSON.parse(stdout).confusion).toEqual(record.test!.confusion)
})

test('another optimizer comes with its own defaults', async () => {
  const words = 'train --preset fast --optimizer sgd --limit 300 --epochs 1 --threads 1 --out sgd'.split(' ')
  expect((await mnist(words, { cwd })).code).toBe(0)
  expect((await readRecord(join(cwd, 'sgd'))).options).toMatchObject({
    optimizer: { kind: 'sgd', learningRate: 0.01, momentum: 0, nesterov: false, weightDecay: 0 },
    validation: 30,
  })
})
