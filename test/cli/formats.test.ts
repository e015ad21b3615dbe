import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'
import { temporaryFolder } from '../data/smallDataset.js'
import { mnist } from './mnist.js'

const shipped = fileURLToPath(new URL('../../models/digits.onnx', import.meta.url))
const picture = fileURLToPath(new URL('../fixtures/images/canvas-7.png', import.meta.url))
const quickstart = fileURLToPath(new URL('../fixtures/keras/quickstart.keras', import.meta.url))

test('mnist export and mnist import: to Keras and back, and the model answers as before', async () => {
  const cwd = await temporaryFolder()
  expect(await mnist(['export', shipped, '--format', 'keras'], { cwd })).toEqual({
    code: 0,
    stdout: 'digits.keras\n',
    stderr: '',
  })
  expect(await mnist(['import', 'digits.keras'], { cwd })).toEqual({
    code: 0,
    stdout: 'digits.onnx: 247,658 parameters, for MNIST (28 × 28 pixels; 10 classes: 0, 1, 2, …)\n',
    stderr: '',
  })
  const answer = async (model: string) => {
    const { stdout } = await mnist(['predict', picture, '--model', model, '--json'], { cwd })
    return JSON.parse(stdout) as { digit: number; confidence: number }
  }
  const [after, before] = [await answer('digits.onnx'), await answer(shipped)]
  expect(after.digit).toBe(before.digit)
  expect(after.confidence).toBeCloseTo(before.confidence, 5)
})

test('mnist train --from trains an imported net on, and names what it cannot begin with', async () => {
  const cwd = await temporaryFolder()
  await mnist(['import', quickstart, '--out', 'start.onnx'], { cwd })
  const words = ['--epochs', '1', '--limit', '500', '--threads', '1', '--out', 'tuned']
  const { code, stdout } = await mnist(['train', '--from', 'start.onnx', ...words], { cwd })
  expect(code).toBe(0)
  expect(stdout).toMatch(/^start, seed 0, first 500 images: 4,780 parameters, 450 training and 50 validation images/)
  const resumed = await mnist(['train', '--resume', 'tuned'], { cwd })
  expect(resumed.stdout).toMatch(/^tuned is finished already/)
  const wrong = await Promise.all(
    [['--from', quickstart], ['--from', 'none.onnx'], ['--new-head'], ['--from', 'start.onnx', '--preset', 'mlp']].map(
      given => mnist(['train', ...given], { cwd }),
    ),
  )
  expect(wrong.map(({ code }) => code)).toEqual([2, 2, 2, 2])
  expect(wrong.map(({ stderr }) => stderr)).toEqual([
    expect.stringMatching(/quickstart\.keras: .*; mnist import makes a model of what another framework wrote\n$/),
    'mnist train: none.onnx: could not be read (no such file)\n',
    'mnist train: run: expected newHead beside from, the model whose head is replaced\n',
    expect.stringContaining('start.onnx: expected a net with preprocessing normalize, received standardize'),
  ])
}, 120_000)

test('a file that nobody named is not replaced', async () => {
  const cwd = await temporaryFolder()
  await writeFile(join(cwd, 'quickstart.onnx'), 'mine')
  expect(await mnist(['import', quickstart], { cwd })).toMatchObject({
    code: 2,
    stderr: 'mnist import: quickstart.onnx is there already; --out quickstart.onnx replaces it\n',
  })
  expect(await readFile(join(cwd, 'quickstart.onnx'), 'utf8')).toBe('mine')
})

test('what cannot be exported or imported says why, without a stack trace', async () => {
  const cwd = await temporaryFolder()
  await writeFile(join(cwd, 'net.keras'), 'no net')
  const outcomes = await Promise.all([
    mnist(['export', shipped, '--format', 'tflite'], { cwd }),
    mnist(['export', shipped, '--format', 'keras', '--out', 'net.h5'], { cwd }),
    mnist(['export', 'missing.onnx', '--format', 'keras'], { cwd }),
    mnist(['import', 'net.keras'], { cwd }),
    mnist(['import', quickstart, '--dataset', 'kmnist', '--pixels', '0..2'], { cwd }),
    mnist(['export', shipped, '--format', 'keras', '--name', 'net', '--calibration', '10'], { cwd }),
  ])
  expect(outcomes.map(({ code }) => code)).toEqual([2, 2, 1, 1, 2, 2])
  expect(outcomes.map(({ stderr }) => stderr)).toEqual([
    expect.stringContaining('received tflite'),
    'mnist export: expected --out to be a file whose name ends in .keras, received net.h5\n',
    'mnist export: missing.onnx: could not be read (no such file)\n',
    'mnist import: net.keras: expected a .keras, .safetensors, .npz or .onnx file, received 6 bytes of something else\n',
    expect.stringContaining('expected --pixels to be one of 0..1, 0..255, -1..1, standardized, received 0..2'),
    'mnist export: expected only --out beside --format keras, received --name, --calibration\n',
  ])
})

test('mnist ensemble joins models in one that mnist predict takes', async () => {
  const cwd = await temporaryFolder()
  const joined = await mnist(['ensemble', shipped, shipped], { cwd })
  expect(joined).toEqual({ code: 0, stdout: 'ensemble.onnx\n', stderr: '' })
  const { stdout } = await mnist(['predict', picture, '--model', 'ensemble.onnx', '--json'], { cwd })
  expect(JSON.parse(stdout)).toMatchObject({ digit: 7 })
  const wrong = await Promise.all([
    mnist(['ensemble', shipped, shipped], { cwd }),
    mnist(['ensemble', shipped, '--out', 'one.onnx'], { cwd }),
    mnist(['ensemble', shipped, picture, '--out', 'two.onnx'], { cwd }),
  ])
  expect(wrong.map(({ code }) => code)).toEqual([2, 2, 1])
  expect(wrong.map(({ stderr }) => stderr)).toEqual([
    'mnist ensemble: ensemble.onnx is there already; --out ensemble.onnx replaces it\n',
    'mnist ensemble: ensemble: expected at least two models, received 1\n',
    expect.stringMatching(/^mnist ensemble: .*canvas-7\.png: expected /),
  ])
})
