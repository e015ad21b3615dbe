import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { createClassifier } from '../../src/model/classifier.js'
import { nodeRuntime } from '../../src/runtime/node.js'
import { defineTask } from '../../src/task.js'
import {
  ask,
  type Json,
  noise,
  postJson,
  startServing,
  type TestServing,
  untrainedModel,
  writeModel,
} from './serving.js'

// The Open Inference Protocol, version 2, as a client without a library speaks it.

const flags = defineTask({
  name: 'Flags',
  imageShape: [3, 4, 5],
  classes: ['red', 'green', 'blue'],
  mean: [0.5, 0.5, 0.5],
  deviation: [0.2, 0.2, 0.2],
})

let serving: TestServing
let folder: string

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'serve-'))
  serving = await startServing(
    {
      models: [
        { name: 'noise', version: '1', path: await writeModel(folder, 'one.onnx', 1) },
        { name: 'noise', version: '3', path: await writeModel(folder, 'three.onnx', 3) },
        { name: 'flags', version: '1', path: await writeModel(folder, 'flags.onnx', 1, flags) },
      ],
    },
    { until: afterAll },
  )
}, 120_000)
afterAll(() => rm(folder, { recursive: true }))

const at = (path: string) => `${serving.address}/v2${path}`
const infer = (value: unknown, model = 'noise') => postJson(at(`/models/${model}/infer`), value)
const input = (images: Uint8Array, other = {}) => ({
  name: 'image',
  shape: [images.length / 784, 28, 28],
  datatype: 'UINT8',
  data: [...images],
  ...other,
})

async function expected(seed: number, images: Uint8Array): Promise<number[]> {
  const classifier = await createClassifier(nodeRuntime, untrainedModel(seed), { threads: 1 })
  const probabilities = [...(await classifier.predict(images))]
  await classifier.dispose()
  return probabilities
}

test('it says that it lives, that it is ready, who it is, and which models it has', async () => {
  expect(await ask(at('/health/live'))).toMatchObject({ status: 200, body: { live: true } })
  expect(await ask(at('/health/ready'))).toMatchObject({ status: 200, body: { ready: true } })
  expect((await ask(at(''))).body).toMatchObject({
    name: 'mnist',
    extensions: expect.arrayContaining(['binary_tensor_data']),
  })
  expect((await ask(at('/models'))).body).toEqual({ models: ['noise', 'flags'] })
  const index = await ask(at('/repository/index'), { method: 'POST' })
  expect(index.body.map(({ name, version, state }: Json) => `${name} ${version} ${state}`)).toEqual([
    'noise 1 READY',
    'noise 3 READY',
    'flags 1 READY',
  ])
})

test('each model tells its versions and tensors, whatever its task', async () => {
  expect((await ask(at('/models/noise'))).body).toEqual({
    name: 'noise',
    versions: ['1', '3'],
    platform: 'onnxruntime_onnx',
    inputs: [{ name: 'image', datatype: 'UINT8', shape: [-1, 28, 28] }],
    outputs: [{ name: 'probabilities', datatype: 'FP32', shape: [-1, 10] }],
  })
  expect((await ask(at('/models/flags/versions/1'))).body.inputs[0].shape).toEqual([-1, 3, 4, 5])
  expect((await ask(at('/models/noise/versions/3/ready'))).status).toBe(200)
  for (const path of ['/models/none', '/models/noise/versions/2', '/models/flags/versions/3/ready'])
    expect(await ask(at(path))).toMatchObject({ status: 404, body: { title: 'Not Found', status: 404 } })
})

test('tensors of JSON, flat or nested, are answered by the probabilities that the model computes', async () => {
  const images = noise(2)
  const { status, body } = await infer({ id: 'seven', inputs: [input(images)] })
  expect(status).toBe(200)
  expect(body).toMatchObject({ model_name: 'noise', model_version: '3', id: 'seven' })
  expect(body.outputs[0]).toMatchObject({ name: 'probabilities', shape: [2, 10], datatype: 'FP32' })
  expect(body.outputs[0].data.map(Math.fround)).toEqual(await expected(3, images))
  const nested = [0, 1].map(image =>
    Array.from({ length: 28 }, (_, row) => [...images.subarray(image * 784 + row * 28, image * 784 + (row + 1) * 28)]),
  )
  expect((await infer({ inputs: [input(images, { data: nested })] })).body.outputs).toEqual(body.outputs)
  const first = await infer({ inputs: [input(images)] }, 'noise/versions/1')
  expect(first.body.model_version).toBe('1')
  expect(first.body.outputs[0].data.map(Math.fround)).toEqual(await expected(1, images))
})

test('tensors behind the JSON are answered by tensors behind the JSON, and class names where they are asked for', async () => {
  const images = noise(3)
  const head = JSON.stringify({
    inputs: [{ ...input(images), data: undefined, parameters: { binary_data_size: images.length } }],
    outputs: [
      { name: 'probabilities', parameters: { binary_data: true } },
      { name: 'probabilities', parameters: { classification: 2 } },
    ],
  })
  const response = await fetch(at('/models/noise/infer'), {
    method: 'POST',
    headers: { 'inference-header-content-length': String(head.length) },
    body: Buffer.concat([Buffer.from(head), images]),
  })
  const bytes = Buffer.from(await response.arrayBuffer())
  const length = Number(response.headers.get('inference-header-content-length'))
  const { outputs } = JSON.parse(bytes.toString('utf8', 0, length))
  const probabilities = await expected(3, images)
  expect(outputs[0]).toEqual({
    name: 'probabilities',
    shape: [3, 10],
    datatype: 'FP32',
    parameters: { binary_data_size: 120 },
  })
  expect(probabilities.map((_, index) => bytes.readFloatLE(length + 4 * index))).toEqual(probabilities)
  expect(outputs[1]).toMatchObject({ shape: [3, 2], datatype: 'BYTES' })
  const [value, index, name] = outputs[1].data[0].split(':')
  expect(Math.fround(value)).toBe(Math.max(...probabilities.slice(0, 10)))
  expect([index, name]).toEqual(Array(2).fill(String(probabilities.indexOf(Math.fround(value)))))
})

test('a request that is not as the protocol has it is refused by name, expectation and what was received', async () => {
  const images = noise(1)
  const refusals: [unknown, string][] = [
    [{}, 'expected inputs, which is missing'],
    [{ inputs: [] }, 'expected one input, image, received []'],
    [{ inputs: [input(images), input(images)] }, 'expected one input, image, received ["image","image"]'],
    [{ inputs: [input(images, { name: 'x' })] }, 'expected one input, image, received ["x"]'],
    [{ inputs: [input(images, { datatype: 'FP32' })] }, 'expected the datatype of image to be UINT8, received "FP32"'],
    [{ inputs: [input(images, { shape: [1, 784] })] }, 'to be [images, 28, 28], received [1,784]'],
    [{ inputs: [input(images, { shape: [0, 28, 28] })] }, 'to be [images, 28, 28], received [0,28,28]'],
    [{ inputs: [input(images, { shape: [1e15, 28, 28] })] }, 'as the shape says, received a body of'],
    [
      { inputs: [input(images, { shape: [-1, 28, 28] })] },
      'expected inputs.0.shape.0 to be a whole number, received -1',
    ],
    [{ inputs: [input(images, { shape: [2, 28, 28] })] }, 'expected 1568 numbers, as the shape says, received 784'],
    [{ inputs: [input(images, { data: [...images].fill(256) })] }, 'integers from 0 to 255, received 256'],
    [{ inputs: [input(images, { data: [...images].fill(0.5) })] }, 'integers from 0 to 255, received 0.5'],
    [{ inputs: [input(images, { data: [['a'], ...images] })] }, 'flat or nested, received "a" in it'],
    [{ inputs: [input(images, { data: undefined })] }, 'expected image to have data, received none'],
    [{ inputs: [input(images, { data: undefined, parameters: { binary_data_size: 784 } })] }, 'behind the JSON'],
    [{ inputs: [input(images)], outputs: [{ name: 'x' }] }, 'expected the output probabilities, received "x"'],
    [{ inputs: [input(images)], id: 7 }, 'expected id to be a text, received 7'],
  ]
  for (const [request, message] of refusals) {
    const { status, body, headers } = await infer(request)
    expect([status, body.detail], message).toEqual([400, expect.stringContaining(message)])
    expect(body.error).toBe(body.detail) // where clients of the protocol look
    expect(headers.get('content-type')).toBe('application/problem+json')
  }
  const deep = await ask(at('/models/noise/infer'), {
    method: 'POST',
    body: `{"inputs":[{"name":"image","datatype":"UINT8","shape":[1,28,28],"data":${'['.repeat(50_000)}${']'.repeat(50_000)}}]}`,
  })
  expect(deep.status).toBe(400)
  expect(serving.errors).toEqual([])
})

test('requests that arrive together are computed together', async () => {
  const all = await Promise.all(Array.from({ length: 40 }, (_, seed) => infer({ inputs: [input(noise(1, seed))] })))
  expect(all.map(({ status }) => status)).toEqual(all.map(() => 200))
  const text = await (await fetch(`${serving.address}/metrics`)).text()
  const count = (name: string) =>
    Number(new RegExp(`mnist_batch_images_${name}\\{model="noise",version="3"\\} (\\d+)`).exec(text)?.[1])
  expect(count('sum')).toBeGreaterThanOrEqual(40)
  expect(count('count')).toBeLessThan(count('sum'))
})

test('a list of pixels is taken from the JSON as JSON.parse would read it, wherever it stands and however it is written', async () => {
  const images = noise(1)
  const [first, ...rest] = images
  const list = JSON.stringify([...images])
  const request = (data: string, before = '', behind = '') =>
    `{${before}"inputs":[{"name":"image","datatype":"UINT8","shape":[1,28,28],"data"${data}}]${behind}}`
  const post = (body: string) => ask(at('/models/noise/infer'), { method: 'POST', body })
  const { outputs } = (await post(request(`:${list}`))).body
  expect(outputs[0].data.map(Math.fround)).toEqual(await expected(3, images))
  const same = [
    request(` :\n [ ${[...images].join(' ,\t')}\r\n]`),
    request(`: [${first}e0,${rest}]`),
    request(`:${list}`, '"parameters":{"data":[1,2]},'),
    request(`:[7],"data":${list}`),
    request(`:${list}`, String.raw`"id":"{\"data\":[3]","x\"data":[1],`),
    request(`:${list}`, '', ',"é":",\\"data\\":[1]"'),
  ]
  for (const body of same) {
    JSON.parse(body)
    expect((await post(body)).body.outputs, body.slice(0, 90)).toEqual(outputs)
  }
  const wrong = [
    request(`:[0${first},${rest}]`),
    request(`:[${first},,${rest}]`),
    request(`:[${images}`),
    request(`:[${images},]`),
    request(`:${list}`, '"id":"{"data":[1,2],'),
  ]
  for (const body of wrong) {
    expect(() => JSON.parse(body), body.slice(0, 90)).toThrow()
    expect(await post(body)).toMatchObject({
      status: 400,
      body: { detail: 'expected a body of JSON, received something else' },
    })
  }
  expect((await post(request(`:[${' '.repeat(784)}]`))).body.detail).toContain('as the shape says, received 0')
  expect((await post(request(`:[${images},1]`))).body.detail).toContain('as the shape says, received 785')
})
