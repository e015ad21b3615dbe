import { cp, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { encode } from 'fast-png'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { randomStream } from '../../src/random.js'
import { drawSyntheticDigits } from '../../src/synthesis/syntheticDigits.js'
import { mnist, readRecord } from './mnist.js'
import { classes, drawFlags, flagPng } from './toyTask.js'

// A folder of pictures is trained on, evaluated and predicted with no code.

let cwd = ''
const cache = () => ({ MNIST_CACHE: join(cwd, 'cache') })
const run = (line: string) => mnist(line.split(' '), { cwd, env: cache() })
const path = (...names: string[]) => join(cwd, ...names)

/** A digit of the project's own synthesis as people have it: dark on paper, somewhere in a picture. */
function picture(image: Uint8Array, seed: number): Uint8Array {
  const [width, height, zoom] = [90, 80, 2]
  const random = randomStream(seed, 'paper')
  const [left, top] = [4 + Math.floor(26 * random.uniform()), 4 + Math.floor(16 * random.uniform())]
  const data = Uint8Array.from({ length: width * height }, () => 225 + Math.round(8 * random.uniform()))
  for (let y = 0; y < 28 * zoom; y++)
    for (let x = 0; x < 28 * zoom; x++)
      data[(top + y) * width + left + x]! -= Math.round(0.75 * image[Math.floor(y / zoom) * 28 + Math.floor(x / zoom)]!)
  return encode({ width, height, channels: 1, data })
}

beforeAll(async () => {
  cwd = await mkdtemp(join(tmpdir(), 'mnist-own-'))
  const digits = drawSyntheticDigits(60, 5)
  for (const [index, label] of digits.labels.entries()) {
    await mkdir(path('digits', String(label)), { recursive: true })
    const image = digits.images.subarray(index * 784, (index + 1) * 784)
    await writeFile(path('digits', String(label), `${index}.png`), picture(image, index))
  }
  await cp(path('digits', String(digits.labels[0]), '0.png'), path('twin.png'))
  const flags = drawFlags(60, 7)
  for (const [index, label] of flags.labels.entries()) {
    await mkdir(path('flags', classes[label]!), { recursive: true })
    await writeFile(path('flags', classes[label]!, `${index}.png`), flagPng(flags.images, index, 3))
  }
  await writeFile(path('flags', 'cross', 'broken.png'), 'no picture')
}, 120_000)

afterAll(() => rm(cwd, { recursive: true, force: true }))

test('handwritten digits are brought into MNIST’s form by the reader: trained, evaluated and read again', async () => {
  const trained = await run('train --dataset digits --preset mlp --epochs 2 --threads 2 --out run')
  expect(trained).toMatchObject({ code: 0, stderr: '' })
  const record = await readRecord(path('run'))
  expect(record.data.dataset).toBe('digits')
  expect(record.command).toContain('--dataset digits')
  expect(record.model.task).toMatchObject({ name: 'digits', imageShape: [1, 28, 28] })
  const { stdout } = await run('evaluate run/model.onnx --dataset digits --json')
  expect(JSON.parse(stdout)).toMatchObject({ count: record.test!.count, correct: record.test!.correct })
  expect(await run('predict twin.png --model run/model.onnx')).toMatchObject({ code: 0 })
}, 300_000)

test('colorful pictures become RGB images by the names of their folders; what cannot be read is told and left out', async () => {
  const trained = await run('train --dataset flags --preset mlp --epochs 4 --batch-size 16 --threads 2 --out colors')
  expect(trained.code).toBe(0)
  expect(trained.stderr).toMatch(/^1 image is left out:\n {2}flags\/cross\/broken\.png: could not be read/)
  const { model, test } = await readRecord(path('colors'))
  expect(model.task).toMatchObject({ name: 'flags', imageShape: [3, 32, 32], classes: [...classes].sort() })
  expect(test!.count).toBe(12)
  const again = await run('report colors')
  expect(again).toMatchObject({ code: 0, stdout: 'colors/report.html\n' })
  const named = await run('predict flags/cross/1.png --model colors/model.onnx')
  expect(named.stdout).toMatch(/^flags\/cross\/1\.png {2}(tricolor|cross|a disc in the middle) /)
}, 300_000)

test('mnist data --check says what would be learned, and draws a contact sheet', async () => {
  const { code, stdout } = await run('data --check flags --as-is')
  expect(code).toBe(0)
  expect(stdout).toMatch(/^ +cross +16 +4$/m)
  expect(stdout).toContain('48 training and 12 test images; a fifth is to test by, of each class alike.')
  expect(stdout).toContain('Each becomes 36 × 60 pixels of 3 channels: the picture as a whole, as it is.')
  expect(stdout).toContain('1 image is left out:')
  expect((await readFile(path('flags-sheet.png'))).subarray(1, 4).toString()).toBe('PNG')
  const refused = await run('data --check flags')
  expect(refused).toMatchObject({ code: 2, stderr: expect.stringContaining('there is a file of that name already') })
}, 300_000)

test('what is neither a dataset nor there is refused with what was expected', async () => {
  expect(await run('train --dataset fasion-mnist')).toMatchObject({
    code: 2,
    stderr: expect.stringMatching(
      /^mnist train: expected a dataset of mnist, .*, or a file or folder of your own, received fasion-mnist\n$/,
    ),
  })
})
