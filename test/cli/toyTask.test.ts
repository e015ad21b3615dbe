import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { readOnnx } from '../../src/graph/onnxReader.js'
import { decodeImage, fit, imagePixels, loadClassifier, loadTaskFolder, networkFrom, preset } from '../../src/index.js'
import { loadOnnxruntime } from '../../src/runtime/nodeOnnxruntime.js'
import { mnist, type Outcome, readRecord } from './mnist.js'
import { classes, drawFlags, flagPng, writeFlags } from './toyTask.js'

// A task of its own goes all the way, and nothing in src knows of it.

const { InferenceSession, Tensor } = await loadOnnxruntime()

let cwd = ''
let trained: Outcome
const run = (line: string) => mnist(line.split(' '), { cwd })
const path = (...names: string[]) => join(cwd, ...names)

const net = {
  layers: [
    { kind: 'conv2d', filters: 8, kernelSize: 3, strides: 2, activation: 'relu' },
    { kind: 'flatten' },
    { kind: 'dense', units: 3, activation: 'softmax' },
  ],
  training: { epochs: 8, batchSize: 32, optimizer: { kind: 'adam', learningRate: 0.01 }, validation: 30 },
}

beforeAll(async () => {
  cwd = await mkdtemp(join(tmpdir(), 'mnist-task-'))
  await writeFlags(path('flags'))
  await writeFile(path('net.json'), JSON.stringify(net))
  trained = await run('train --data flags --model net.json --threads 2 --out run')
}, 60_000)

afterAll(() => rm(cwd, { recursive: true, force: true }))

test('a net of one’s own is trained on a task of one’s own, to a good result', async () => {
  expect(trained).toMatchObject({ code: 0, stderr: '' })
  expect(trained.stdout).toContain('net, seed 0: 1,307 parameters, 270 training and 30 validation images')
  const record = await readRecord(path('run'))
  expect(record.test!.accuracy).toBeGreaterThan(0.95)
  expect(record.test!.confusion.map(row => row.length)).toEqual([3, 3, 3])
  expect(record.command).toBe('mnist train --model net.json --data flags --seed 0 --threads 2')
  expect(record.model.task).toMatchObject({ name: 'Flags', imageShape: [3, 12, 20], classes })
  const [mean] = record.model.task!.mean
  expect(mean).toBeGreaterThan(0.3)
  expect(mean).toBeLessThan(0.7)
})

test('the model file carries the task as JSON, and plain ONNX Runtime computes it', async () => {
  const bytes = await readFile(path('run', 'model.onnx'))
  const { metadata } = readOnnx(bytes)
  const { task } = (await readRecord(path('run'))).model
  expect(JSON.parse(metadata.task!)).toEqual(task)
  expect(JSON.parse(metadata.classes!)).toEqual(classes)
  const { images, labels } = drawFlags(90, 2)
  const session = await InferenceSession.create(bytes)
  const { probabilities } = await session.run({ image: new Tensor('uint8', images, [90, 3, 12, 20]) })
  expect(probabilities!.dims).toEqual([90, 3])
  const data = probabilities!.data as Float32Array
  const right = labels.filter((label, i) => data[i * 3 + label]! === Math.max(...data.subarray(i * 3, i * 3 + 3)))
  expect(right.length).toBe((await readRecord(path('run'))).test!.correct)
})

test('mnist evaluate measures the model on the data of its task, by the names of the classes', async () => {
  const { test } = await readRecord(path('run'))
  const { code, stdout, stderr } = await run('evaluate run/model.onnx --data flags')
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' })
  expect(stdout).toContain(`${test!.correct} of 90 images`)
  expect(stdout).toMatch(/^ {15}Class {2}Images/m)
  for (const name of classes) expect(stdout).toMatch(new RegExp(`^ *${name} +30 `, 'm'))
  const { model, ...evaluation } = JSON.parse((await run('evaluate run/model.onnx --data flags --json')).stdout)
  expect(evaluation).toEqual(test)
})

test('mnist report writes the report of the run again, in color and with the names of the classes', async () => {
  const before = await readFile(path('run', 'report.html'), 'utf8')
  await rm(path('run', 'report.html'))
  expect(await run('report run --data flags')).toMatchObject({ code: 0, stderr: '', stdout: 'run/report.html\n' })
  const page = await readFile(path('run', 'report.html'), 'utf8')
  expect(page).toBe(before)
  expect(page).toContain('Flags classifier: report of a run')
  for (const name of classes) expect(page).toContain(`<th scope="row">${name}</th>`)
  const words = page.replace(/<script[\s\S]*?<\/script>|<style[\s\S]*?<\/style>/g, '').replace(/<[^>]*>/g, ' ')
  expect(words.match(/.*(28 × 28|\bDigits?\b|\bMNIST\b|(?<!mnist-)\bdigits?\b).*/g)).toBeNull()
})

test('mnist predict sees a picture as a whole, whatever its size, and names the class', async () => {
  const { images, labels } = drawFlags(6, 3)
  for (const [index] of labels.entries()) await writeFile(path(`${index}.png`), flagPng(images, index, index + 1))
  const outcome = await run('predict 0.png 1.png 2.png 3.png 4.png 5.png --model run/model.onnx')
  expect(outcome).toMatchObject({ code: 0, stderr: '' })
  expect(outcome.stdout.split('\n').slice(0, 6)).toEqual(
    [...labels].map((label, index) =>
      expect.stringMatching(new RegExp(`^${index}\\.png {2}${classes[label]} +>?[\\d.]+ %$`)),
    ),
  )
  const { stdout } = await run('predict 0.png --model run/model.onnx --json')
  expect(JSON.parse(stdout)).toEqual({
    file: '0.png',
    class: 'tricolor',
    confidence: expect.any(Number),
    probabilities: [expect.any(Number), expect.any(Number), expect.any(Number)],
  })
})

test('a picture of the right size reaches the network as it is', async () => {
  const { images } = drawFlags(1, 4)
  const image = await decodeImage(flagPng(images, 0))
  expect(await imagePixels(image, { imageShape: [3, 12, 20] })).toEqual(images)
})

test('the library trains and evaluates the same task by a preset', async () => {
  const { task, training, test } = await loadTaskFolder(path('flags'))
  const { layers, preprocessing } = preset('mlp', task)
  const network = networkFrom({ task, layers, preprocessing })
  expect(network.outputs[0]!.shape).toEqual([3])
  const { classifier } = await fit(network, training, { epochs: 6, batchSize: 32, validation: 30, threads: 2 })
  const { accuracy } = await classifier.evaluate(test)
  expect(accuracy).toBeGreaterThan(0.9)
  await classifier.dispose()
})

test('data of another task are refused by name: the file, what was expected and what was received', async () => {
  const flags = 'Flags (12 × 20 pixels of 3 channels; 3 classes: tricolor, cross, a disc in the middle)'
  const digits = 'MNIST (28 × 28 pixels; 10 classes: 0, 1, 2, …)'
  const swapped = 'Other (12 × 20 pixels of 3 channels; 3 classes: cross, tricolor, disc)'
  await writeFlags(path('other'), { name: 'Other', names: ['cross', 'tricolor', 'disc'] })
  const refusals = {
    'evaluate run/model.onnx': `run/model.onnx: expected data of ${flags}, received ${digits}`,
    'evaluate run/model.onnx --data other': `run/model.onnx: expected data of ${flags}, received ${swapped}`,
    'report run --data other': `run/model.onnx: expected data of ${flags}, received ${swapped}`,
    'read 0.png --model run/model.onnx': `run/model.onnx: expected a model of handwritten digits, received one of ${flags}`,
    'predict 0.png --explain why --model run/model.onnx': `--explain: expected a model of handwritten digits, received one of ${flags}`,
  }
  for (const [line, message] of Object.entries(refusals)) {
    const { stdout, stderr } = await run(line)
    expect(stdout, line).toBe('')
    expect(stderr, line).toBe(`mnist ${line.split(' ')[0]}: ${message}\n`)
  }
  const classifier = await loadClassifier(path('run', 'model.onnx'))
  const others = { images: new Uint8Array(784), labels: Uint8Array.of(7), count: 1 }
  await expect(classifier.evaluate(others)).rejects.toThrow(
    `${path('run', 'model.onnx')}: evaluate: expected 720 values and 1 labels of 1 images of 12 × 20 pixels of 3 channels`,
  )
  await classifier.dispose()
})

test('a run goes on with data of its own task alone, and a net with its task is not trained on another', async () => {
  await rm(path('run', 'model.onnx'))
  const { stderr, code } = await run('train --resume run')
  expect(stderr).toMatch(/^mnist train: run: expected data of Flags \(.*\), received MNIST \(/)
  expect(code).toBe(2)
  expect(await run('train --resume run --data flags')).toMatchObject({ code: 0 })
  expect((await readFile(path('run', 'model.onnx'))).length).toBeGreaterThan(0)
  const { task } = (await readRecord(path('run'))).model
  await writeFile(path('own.json'), JSON.stringify({ task, ...net }))
  const refused = await run('train --model own.json --limit 100')
  expect(refused.code).toBe(2)
  expect(refused.stderr).toMatch(/^mnist train: own\.json: expected a net for MNIST \(.*\), received one for Flags \(/)
  expect((await run('summary --model own.json')).stdout).toContain('│ (None, 3)       │')
})
