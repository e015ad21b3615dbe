import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import * as engine from '../src/engine.js'
import { inContext } from '../src/errorContext.js'
import * as library from '../src/index.js'

const { DataError, EngineError, LibraryError, ModelError, UsageError, ops, runtime } = engine

let folder: string

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'errors-'))
  await writeFile(join(folder, 'text.onnx'), 'no model')
  await writeFile(join(folder, 'text.png'), 'no picture')
})
afterAll(() => rm(folder, { recursive: true }))

const net = engine.sequential([engine.dense({ units: 1 })], { inputShape: [1] })
const loss = engine.meanSquaredError()
const examples = (count: number, values: Float32Array) => ({
  count,
  inputs: { input: values },
  targets: { target: values },
})
const two = examples(2, Float32Array.of(1, 2))
const options = { runtime, loss, optimizer: engine.sgd({ learningRate: 0.1 }) }
const x = ops.input('x', 'float32', ['batch', 2])
const crooked = ops.operation('Neg', [x], { shape: x.shape, derivative: dy => [ops.sum(dy, [0])] })
const digits = { images: new Uint8Array(784), labels: Uint8Array.of(11), count: 1 }

/** What goes wrong, and the error that a program catches. */
const table: [what: string, act: () => unknown, kind: new (message: string) => Error, code: engine.ErrorCode][] = [
  ['an option out of range', () => engine.dense({ units: 0 }), UsageError, 'ERR_MNIST_USAGE'],
  ['an unknown option', () => engine.adam({ rate: 1 } as object), UsageError, 'ERR_MNIST_USAGE'],
  ['an unknown kind', () => engine.layerFrom({ kind: 'dnse' }), UsageError, 'ERR_MNIST_USAGE'],
  [
    'a wrong layer in a list',
    () => engine.networkFrom({ layers: [{ kind: 'flatten', units: 1 }] }),
    UsageError,
    'ERR_MNIST_USAGE',
  ],
  ['shapes that do not fit', () => ops.add(x, ops.input('y', 'float32', [3])), UsageError, 'ERR_MNIST_USAGE'],
  ['a derivative of a vector', () => engine.gradients(x, [x]), UsageError, 'ERR_MNIST_USAGE'],
  [
    'a derivative of the wrong shape',
    () => engine.gradients(ops.sum(crooked, [0, 1]), [x]),
    UsageError,
    'ERR_MNIST_USAGE',
  ],
  ['one name for two tensors', () => engine.toOnnx({ x: ops.negate(x) }), UsageError, 'ERR_MNIST_USAGE'],
  ['a number of epochs', () => engine.fit(net, two, { ...options, epochs: 0 }), UsageError, 'ERR_MNIST_USAGE'],
  ['seconds to wait', () => library.loadMnist({ timeout: 0 }), UsageError, 'ERR_MNIST_USAGE'],
  ['a limit of digits', () => library.takeDigits(digits, 0), UsageError, 'ERR_MNIST_USAGE'],
  ['something else than a picture', () => library.decodeImage(3 as never), UsageError, 'ERR_MNIST_USAGE'],
  ['an array of the wrong length', () => engine.fit(net, { ...two, count: 3 }, options), DataError, 'ERR_MNIST_DATA'],
  ['no examples', () => engine.fit(net, examples(0, new Float32Array()), options), DataError, 'ERR_MNIST_DATA'],
  ['a label that is no digit', () => library.fit(digitNet(), digits, { validation: 0 }), DataError, 'ERR_MNIST_DATA'],
  ['a damaged IDX file', () => library.parseIdxImages(Uint8Array.of(1, 2), 'a'), DataError, 'ERR_MNIST_DATA'],
  ['a folder without MNIST', () => library.loadMnist({ folder }), DataError, 'ERR_MNIST_DATA'],
  ['a file that is missing', () => library.loadClassifier(join(folder, 'none.onnx')), DataError, 'ERR_MNIST_DATA'],
  ['a picture that is missing', () => library.decodeImage(join(folder, 'none.png')), DataError, 'ERR_MNIST_IMAGE'],
  ['a picture that is none', () => library.decodeImage(join(folder, 'text.png')), DataError, 'ERR_MNIST_IMAGE'],
  ['a model that is none', () => library.loadClassifier(join(folder, 'text.onnx')), ModelError, 'ERR_MNIST_MODEL'],
  ['a model without its network', () => engine.readTrainedNetwork(strangeModel()), ModelError, 'ERR_MNIST_MODEL'],
  ['a text that is no JSON', () => library.readConfiguration('{'), UsageError, 'ERR_MNIST_USAGE'],
  ['a wrong layer in a text', () => library.readConfiguration('{"layers": [{}]}'), UsageError, 'ERR_MNIST_USAGE'],
  ['a wrong layer in an object', () => library.parseConfiguration({ layers: [{}] }), UsageError, 'ERR_MNIST_USAGE'],
  ['a checkpoint that is none', () => engine.decodeCheckpoint(Uint8Array.of(1)), ModelError, 'ERR_MNIST_CHECKPOINT'],
  [
    'a checkpoint of another run',
    () => engine.decodeCheckpoint(checkpoint(), { seed: '1' }),
    ModelError,
    'ERR_MNIST_CHECKPOINT',
  ],
  [
    'a state of another optimizer',
    () => engine.fit(net, two, { ...options, resume: adamState() }),
    ModelError,
    'ERR_MNIST_CHECKPOINT',
  ],
  [
    'a loss that is no number',
    () => engine.fit(net, examples(1, Float32Array.of(Number.NaN)), options),
    EngineError,
    'ERR_MNIST_DIVERGED',
  ],
  ['a model that a thread refuses', () => runtime.replicate(Uint8Array.of(1), 1), EngineError, 'ERR_MNIST_ENGINE'],
  ['a model that is refused', () => runtime.compile(Uint8Array.of(1), oneThread), EngineError, 'ERR_MNIST_ENGINE'],
  ['an input of the wrong shape', () => negated([3]), EngineError, 'ERR_MNIST_ENGINE'],
  ['an input with too little memory', () => negated([2, 2]), EngineError, 'ERR_MNIST_ENGINE'],
  ['memory that an input cannot be bound to', () => negatedWhenBound([2, 2]), EngineError, 'ERR_MNIST_ENGINE'],
  ['memory of the wrong shape', () => negatedWhenBound([3]), EngineError, 'ERR_MNIST_ENGINE'],
]

const digitNet = () => library.sequential([library.flatten(), library.dense({ units: 10, activation: 'softmax' })])
const oneThread = { threads: 1 }
const threeNumbers = (shape: readonly number[]) => ({ x: { data: new Float32Array(3), shape } })
const negated = async (shape: readonly number[]) =>
  (await runtime.compile(strangeModel(), oneThread)).run(threeNumbers(shape))
const negatedWhenBound = async (shape: readonly number[]) => {
  const memory = { y: { data: new Float32Array(3), shape: [3] } }
  await (await runtime.compile(strangeModel(), oneThread)).bind(threeNumbers(shape), memory)()
}
const strangeModel = () => engine.toOnnx({ y: ops.negate(x) }).model
const adamState = () => engine.initialState<never>(net, engine.adam(), 0)
const checkpoint = () => engine.encodeCheckpoint(adamState(), { seed: '0' })

test.each(table)('%s has its class and code', async (_, act, kind, code) => {
  const error = await Promise.resolve()
    .then(act)
    .then(
      () => undefined,
      (error: unknown) => error,
    )
  expect(error).toBeInstanceOf(kind)
  expect(error).toMatchObject({ name: kind.name, code, message: expect.stringMatching(/./) })
})

test('the error behind another is its cause', async () => {
  const { cause } = await library.loadClassifier(join(folder, 'none.onnx')).catch(error => error)
  expect(cause).toMatchObject({ code: 'ENOENT' })
})

test('what ONNX Runtime says is the cause of an EngineError, and its message', async () => {
  const error = await runtime.compile(Uint8Array.of(1), oneThread).catch(error => error)
  expect(error.cause).toBeInstanceOf(Error)
  expect(error.cause).not.toBeInstanceOf(EngineError)
  expect(error.message).toBe(error.cause.message)
})

test('words before a message leave class and code as they are', () => {
  const inner = new ModelError('torn', { code: 'ERR_MNIST_CHECKPOINT' })
  const outer = inContext('a.safetensors: ', inner)
  expect(outer).toBeInstanceOf(ModelError)
  expect(outer).toMatchObject({ message: 'a.safetensors: torn', code: 'ERR_MNIST_CHECKPOINT', cause: inner })
  expect(inContext('a: ', new Error('b'))).not.toBeInstanceOf(LibraryError)
})

test('the entry points share their classes', () => {
  const { UsageError, DataError, ModelError, EngineError } = library
  expect([UsageError, DataError, ModelError, EngineError]).toEqual([
    engine.UsageError,
    engine.DataError,
    engine.ModelError,
    engine.EngineError,
  ])
})
