import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { encode } from 'fast-png'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { shippedSource } from '../../src/serve/serve.js'
import { defineTask } from '../../src/task.js'
import { mnist } from '../cli/mnist.js'
import { drawFlags, flagPng } from '../cli/toyTask.js'
import { ask, postJson, startServing, type TestServing, writeModel } from './serving.js'

// Pictures are answered as the command line answers them.

const flags = defineTask({
  name: 'Flags',
  imageShape: [3, 12, 20],
  classes: ['tricolor', 'cross', 'disc'],
  mean: [0.5, 0.5, 0.5],
  deviation: [0.2, 0.2, 0.2],
})

let serving: TestServing
let folder: string
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'serve-'))
  const models = [
    shippedSource,
    { name: 'flags', version: '1', path: await writeModel(folder, 'flags.onnx', 1, flags) },
  ]
  serving = await startServing({ models, limits: { pixels: 1e6, pictures: 4 } }, { until: afterAll })
}, 120_000)
afterAll(() => rm(folder, { recursive: true }))

const fixture = (name: string) => fileURLToPath(new URL(`../fixtures/images/${name}`, import.meta.url))
const post = (path: string, body: Uint8Array | FormData, type?: string) =>
  ask(`${serving.address}${path}`, {
    method: 'POST',
    body: body instanceof FormData ? body : new Uint8Array(body),
    ...(type !== undefined && { headers: { 'content-type': type } }),
  })

test('a picture as body, form or base64 has the answer of mnist predict --json, and a number that of mnist read --json', async () => {
  const [seven, scribble, number] = await Promise.all(
    ['canvas-7.png', 'scribble-0.jpg', 'number-shadow.jpg'].map(name => readFile(fixture(name))),
  )
  const [predicted, read] = await Promise.all([
    mnist(['predict', '--json', fixture('canvas-7.png'), fixture('scribble-0.jpg')]),
    mnist(['read', '--json', fixture('number-shadow.jpg')]),
  ])
  const answers = (text: string) =>
    text
      .trim()
      .split('\n')
      .map(line => JSON.parse(line))
      .map(({ file: _, ...answer }) => answer)
  const [sevenAnswer, scribbleAnswer] = answers(predicted.stdout)
  expect(sevenAnswer.digit).toBe(7)
  expect(await post('/v1/predict', seven!, 'image/png')).toMatchObject({ status: 200, body: sevenAnswer })
  const form = new FormData()
  form.append('one', new Blob([new Uint8Array(seven!)]), 'seven.png')
  form.append('two', new Blob([new Uint8Array(scribble!)]), 'scribble.jpg')
  form.append('three', new Blob(['no picture']), 'notes.txt')
  const { body } = await post('/v1/predict', form)
  expect(body.answers).toMatchObject([
    { file: 'seven.png', ...sevenAnswer },
    { file: 'scribble.jpg', ...scribbleAnswer },
    { file: 'notes.txt', digit: null, confidence: 0, reason: expect.stringContaining('received text') },
  ])
  const image = seven!.toString('base64')
  expect((await postJson(`${serving.address}/v1/predict`, { image })).body).toEqual(sevenAnswer)
  expect(
    (await postJson(`${serving.address}/v1/predict`, { images: [`data:image/png;base64,${image}`] })).body,
  ).toEqual({
    answers: [sevenAnswer],
  })
  expect((await post('/v1/read', number!, 'image/jpeg')).body).toEqual(answers(read.stdout)[0])
}, 120_000)

test('a model of another task says which class a picture is of, and reads no numbers', async () => {
  const picture = flagPng(drawFlags(1, 3).images, 0)
  const { status, body } = await post('/v1/predict?model=flags', picture, 'image/png')
  expect(status).toBe(200)
  expect(flags.classes).toContain(body.class)
  expect(body.probabilities).toHaveLength(3)
  expect(await post('/v1/read?model=flags&version=1', picture, 'image/png')).toMatchObject({
    status: 422,
    body: { detail: expect.stringContaining('expected a model of handwritten digits') },
  })
  expect((await post('/v1/predict?model=flags&version=2', picture, 'image/png')).status).toBe(404)
})

test('what holds no picture, too many, or one that is too large, is refused with the status that says so', async () => {
  const white = (width: number, height: number) =>
    encode({ width, height, channels: 1, data: new Uint8Array(width * height).fill(255) })
  const many = new FormData()
  for (let count = 0; count < 5; count++) many.append('x', new Blob([new Uint8Array(white(9, 9))]), 'x.png')
  const text = new FormData()
  text.append('image', 'seven')
  const refusals = [
    [await post('/v1/predict', white(1001, 1000), 'image/png'), 413, 'at most 1 megapixels, received 1.001'],
    [await post('/v1/predict', many), 413, 'at most 4 pictures, received 5'],
    [await post('/v1/predict', text), 422, 'expected files in the form, received the text "image"'],
    [await post('/v1/predict', new FormData()), 422, 'at least one picture, received none'],
    [await post('/v1/predict', Buffer.from('--x'), 'multipart/form-data; boundary=x'), 400, 'damaged'],
    [await post('/v1/predict', Buffer.from('7'), 'text/plain'), 415, 'received "text/plain"'],
    [await post('/v1/predict', Buffer.from('7'), 'application/x-www-form-urlencoded'), 415, '--header'],
    [await post('/v1/predict', Buffer.from('7')), 415, 'received ""'],
    [await post('/v1/predict', Buffer.from('{'), 'application/json'), 400, 'expected a body of JSON'],
    [await post('/v1/predict', Buffer.from('{"image":7}'), 'application/json'), 422, '{"image": base64}'],
    [await post('/v1/predict', Buffer.from('{"image":"?"}'), 'application/json'), 422, 'as base64, received "?"'],
    [await post('/v1/predict', Buffer.from('{"images":[]}'), 'application/json'), 422, 'at least one picture'],
    [await post('/v1/predict', Buffer.from('seven'), 'image/png'), 422, 'received text'],
    [await post('/v1/predict', new Uint8Array(0), 'image/png'), 422, 'the file is empty'],
    [await ask(`${serving.address}/v1/predict`), 405, 'expected the method POST'],
    [await ask(`${serving.address}/v1/nothing`), 404, 'nothing at this address'],
  ] as const
  for (const [{ status, body, headers }, expected, detail] of refusals) {
    expect([status, body.detail]).toEqual([expected, expect.stringContaining(detail)])
    expect(headers.get('content-type')).toBe('application/problem+json')
    expect(body.status).toBe(status)
  }
  expect(serving.errors).toEqual([])
})
