import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { createProgram } from '../../src/cli/program.js'
import { wholeRecord } from '../runs/wholeRecord.js'
import { mnist } from './mnist.js'

let cwd = ''

beforeAll(async () => {
  cwd = await mkdtemp(join(tmpdir(), 'mnist-errors-'))
  await mkdir(join(cwd, 'empty'))
  await mkdir(join(cwd, 'full'))
  const files = {
    'full/notes.txt': 'mine',
    'notes.txt': 'not a model',
    'cut.json': '{"layers":',
    'units.json': '{"layers":[{"kind":"dense","units":0}]}',
    'key.json': '{"layer":[]}',
    'wide.json':
      '{"layers":[{"kind":"flatten"},{"kind":"dense","units":10000000},{"kind":"dense","units":10,"activation":"softmax"}]}',
    'window.json':
      '{"layers":[{"kind":"conv2d","filters":1,"kernelSize":3000,"padding":"same"},{"kind":"flatten"},{"kind":"dense","units":10,"activation":"softmax"}]}',
  }
  const record = wholeRecord()
  const runs = {
    foreign: { name: 'something else' },
    damaged: { ...record, test: { ...record.test, accuracy: 'high' } },
    unfinished: { ...record, status: 'running', test: null },
    finished: record,
    threads: { ...record, status: 'running', options: { ...record.options, threads: 1000 } },
  }
  for (const [name, content] of Object.entries(runs)) {
    await mkdir(join(cwd, name))
    await writeFile(join(cwd, name, 'run.json'), JSON.stringify(content))
  }
  for (const [name, content] of Object.entries(files)) await writeFile(join(cwd, name), content)
})

afterAll(() => rm(cwd, { recursive: true, force: true }))

const commands = createProgram()
  .commands.map(command => command.name())
  .join(', ')

const usage: [line: string, message: string][] = [
  ['trian', "mnist: unknown command 'trian' (Did you mean train?)"],
  ['frobnicate', `mnist: unknown command 'frobnicate'; allowed are ${commands}`],
  ['help frobnicate', `mnist: unknown command 'frobnicate'; allowed are ${commands}`],
  ['--frob', "mnist: unknown option '--frob'; allowed are --version, --help"],
  ['train --epoch 3', "mnist train: unknown option '--epoch' (Did you mean --epochs?)"],
  [
    'evaluate notes.txt --frob',
    "mnist evaluate: unknown option '--frob'; allowed are --dataset, --as-is, --data, --suite, --seed, --limit, --json, --figure, --help",
  ],
  ['train --epochs abc', 'mnist train: expected --epochs to be a positive integer, received abc'],
  ['train --epochs -3', 'mnist train: expected --epochs to be a positive integer, received -3'],
  ['train --epochs', "mnist train: option '--epochs <n>' argument missing"],
  ['train --batch-size 0', 'mnist train: expected --batch-size to be a positive integer, received 0'],
  ['train --learning-rate -1', 'mnist train: expected --learning-rate to be a number > 0, received -1'],
  ['train --seed 1.5', 'mnist train: expected --seed to be a whole number ≥ 0, received 1.5'],
  ['train --seed=', 'mnist train: expected --seed to be a whole number ≥ 0, received nothing'],
  ['train --threads 1000', 'mnist train: expected --threads to be an integer from 1 to 256, received 1000'],
  ['train --epochs 100000000', 'mnist train: training: expected epochs to be at most 1,000,000, received 100000000'],
  [
    'train --batch-size 100000000',
    'mnist train: training: expected batchSize to be at most 1,000,000, received 100000000',
  ],
  [
    'train --model wide.json',
    'mnist train: expected a net of at most 100,000,000 parameters, received 7,950,000,010: dense alone has 7,850,000,000',
  ],
  [
    'train --model window.json',
    'mnist train: conv2d: expected windows of at most 50,000,000 pixels of an image in all, received 7,056,000,000',
  ],
  [
    'train --preset slow',
    'mnist train: expected --preset to be one of mlp, keras, fast, tiny, accurate, handwriting, received slow',
  ],
  [
    'train --optimizer rms',
    'mnist train: expected --optimizer to be one of sgd, adam, adamw, rmsprop, lion, muon, received rms',
  ],
  [
    'train --preset mlp --model cut.json',
    "mnist train: option '--preset <name>' cannot be used with option '--model <net.json>'",
  ],
  [
    'train --limit 100 --validation 100',
    'mnist train: run: expected validation to be below the number of training images, 100, received 100',
  ],
  ['train more', "mnist train: too many arguments for 'train'. Expected 0 arguments but got 1."],
  ['train --model none.json', 'mnist train: none.json: could not be read (no such file)'],
  ['train --model cut.json', 'mnist train: cut.json: configuration: expected JSON, received "{\\"layers\\":" ('],
  [
    'train --model units.json',
    'mnist train: units.json: layers[0]: dense: expected units to be a positive integer, received 0',
  ],
  ['summary --model key.json', 'mnist summary: key.json: configuration: unknown option "layer"; allowed are '],
  [
    'train --out full',
    'mnist train: expected --out to be an empty folder or a new one, received full, which holds files',
  ],
  ['train --out notes.txt', 'mnist train: expected --out to be a folder, received notes.txt (it is a file)'],
  [
    'train --resume threads',
    'mnist train: threads/run.json: expected options.threads to be at most 256, received 1000',
  ],
  ['train --resume empty', 'mnist train: empty/run.json: could not be read (no such file)'],
  [
    'train --resume full --epochs 9 --quiet',
    "mnist train: --resume keeps the run's own options: expected only --quiet, --data, --dataset, --as-is and --log beside it, received --epochs",
  ],
  ['evaluate', "mnist evaluate: missing required argument 'model.onnx'"],
  ['report', "mnist report: missing required argument 'run'"],
  ['report empty --outt x', "mnist report: unknown option '--outt' (Did you mean --out?)"],
  ['report empty empty', 'mnist report: expected each run once, received empty twice'],
  [
    'report finished --out notes.txt',
    'mnist report: expected notes.txt to be a report or a new file, received another file; --force replaces it',
  ],
  ['report finished --out empty', 'mnist report: empty: could not be written (it is a folder)'],
]

const failures: [line: string, message: string][] = [
  ['evaluate none.onnx', 'mnist evaluate: none.onnx: could not be read (no such file)'],
  ['evaluate notes.txt', 'mnist evaluate: notes.txt: expected an ONNX model, received 11 bytes that '],
  ['report empty', 'mnist report: empty/run.json: could not be read (no such file)'],
  ['report foreign', 'mnist report: foreign/run.json: expected version, which is missing'],
  [
    'report damaged',
    'mnist report: damaged/run.json: expected test.accuracy to be a fraction in [0, 1], received "high"',
  ],
  ['report unfinished', 'mnist report: unfinished/run.json: expected status to be finished, received "running"; '],
  ['report finished', 'mnist report: finished/model.onnx: could not be read (no such file)'],
  ['data --data none', 'mnist data: none: expected a folder with the MNIST files, found no folder'],
  // What a terminal would obey is spelled out.
  [
    'data --data no\u001b[31mred\u009b1m',
    'mnist data: no\\u001b[31mred\\u009b1m: expected a folder with the MNIST files',
  ],
  ['train --data empty', 'mnist train: train-images-idx3-ubyte: expected it in empty, found none of '],
  [
    'train --preset mlp --limit 500 --optimizer sgd --learning-rate 1e30 --out diverged',
    'mnist train: fit: expected a finite loss, received NaN in epoch 1, step 2; try a learning rate below 1e+30',
  ],
]

describe.each([
  { code: 2, sort: 'a usage mistake', lines: usage },
  { code: 1, sort: 'any other failure', lines: failures },
])('$sort exits with $code and one clear line', ({ code, lines }) => {
  test.concurrent.each(lines)('mnist %s', async (line, message) => {
    const outcome = await mnist(line.split(' '), { cwd })
    expect(outcome.stderr.slice(0, message.length)).toBe(message)
    expect(outcome.stderr).not.toContain('    at ')
    // Of the four files each has a line of its own.
    expect(outcome.stderr.trimEnd().split('\n')).toHaveLength(line === 'train --data empty' ? 4 : 1)
    expect(outcome.code).toBe(code)
  })
})

test('with DEBUG set, the stack trace follows', async () => {
  const { code, stderr } = await mnist(['train', '--epochs', 'abc'], { env: { DEBUG: '1' } })
  expect(code).toBe(2)
  expect(stderr).toMatch(/^mnist train: expected --epochs [^\n]*\n[\s\S]*\n {4}at /)
})
