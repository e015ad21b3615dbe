import { execFile } from 'node:child_process'
import { copyFile, mkdir, mkdtemp, rm, truncate, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { image, logits, node, onnxFile, probabilities } from '../attack/onnxFiles.js'
import { wholeRecord } from '../runs/wholeRecord.js'
import { mnist } from './mnist.js'

let cwd = ''

const answersByLogits = onnxFile([...logits(), node('Identity', ['logits'], ['probabilities']), image, probabilities])

beforeAll(async () => {
  cwd = await mkdtemp(join(tmpdir(), 'mnist-models-'))
  await writeFile(join(cwd, 'logits.onnx'), answersByLogits)
  await writeFile(join(cwd, 'empty.onnx'), '')
  await writeFile(join(cwd, 'text.onnx'), '# A model\n')
  await writeFile(join(cwd, 'large.onnx'), '')
  await truncate(join(cwd, 'large.onnx'), 2e9) // sparse: it takes no room
  await mkdir(join(cwd, 'folder.onnx'))
  await mkdir(join(cwd, 'run'))
  await writeFile(join(cwd, 'run', 'run.json'), JSON.stringify(wholeRecord()))
  await writeFile(join(cwd, 'run', 'model.onnx'), answersByLogits)
  await copyFile('docs/samples.png', join(cwd, 'samples.png'))
  if (process.platform !== 'win32') await promisify(execFile)('mkfifo', [join(cwd, 'pipe.onnx')])
})

afterAll(() => rm(cwd, { recursive: true, force: true }))

const notProbabilities =
  'logits.onnx: expected 10 probabilities for each image, in [0, 1] and with a sum of 1, received 0 for the sum of image 0'

const files: [file: string, message: string][] = [
  ['logits.onnx', notProbabilities],
  ['empty.onnx', 'empty.onnx: expected an ONNX model, received 0 bytes that hold no graph with outputs'],
  ['text.onnx', 'text.onnx: expected an ONNX model, received 10 bytes that are none'],
  ['large.onnx', 'large.onnx: could not be read (expected at most 512 MB, received 2000 MB)'],
  ['folder.onnx', 'folder.onnx: could not be read (it is a folder)'],
  ...(process.platform === 'win32'
    ? []
    : ([
        ['/dev/zero', '/dev/zero: could not be read (it is no ordinary file)'],
        ['pipe.onnx', 'pipe.onnx: could not be read (it is no ordinary file)'],
      ] as [string, string][])),
]

const commands: Record<string, (file: string) => string[]> = {
  predict: file => ['predict', 'samples.png', '--model', file],
  read: file => ['read', 'samples.png', '--model', file],
  evaluate: file => ['evaluate', file],
  lab: file => ['lab', '--port', '0', '--model', file],
}

/** One function opens the models of all commands: of one command every file is tried, of the others one of each kind. */
const kinds = ['logits.onnx', 'text.onnx', 'pipe.onnx']

describe.each(Object.entries(commands))('mnist %s answers nothing by', (command, words) => {
  test.concurrent.each(files.filter(([file]) => command === 'predict' || kinds.includes(file)))(
    '%s',
    async (file, message) => {
      const { code, stdout, stderr } = await mnist(words(file), { cwd })
      expect(stderr.slice(0, `mnist ${command}: ${message}`.length)).toBe(`mnist ${command}: ${message}`)
      expect(stderr.trimEnd().split('\n')).toHaveLength(1)
      expect({ code, stdout }).toEqual({ code: 1, stdout: '' })
    },
  )
})

test('mnist report makes no page of a model that answers no probabilities', async () => {
  const { code, stderr } = await mnist(['report', 'run'], { cwd })
  expect({ code, stderr }).toEqual({
    code: 1,
    stderr: `mnist report: ${join('run', notProbabilities.replace('logits', 'model'))}\n`,
  })
})

test.skipIf(process.platform === 'win32').each([
  ['summary --model /dev/zero', 'mnist summary: /dev/zero: could not be read (it is no ordinary file)'],
  ['train --model pipe.onnx', 'mnist train: pipe.onnx: could not be read (it is no ordinary file)'],
  ['report run --out /dev/zero', 'mnist report: /dev/zero: could not be written (it is no ordinary file)'],
])('mnist %s ends', async (line, message) => {
  const { code, stderr } = await mnist(line.split(' '), { cwd })
  expect(stderr.slice(0, message.length)).toBe(message)
  expect(code).toBe(2)
})
