import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { add, multiply } from '../../src/graph/elementwise.js'
import { gemm } from '../../src/graph/linear.js'
import { toOnnx } from '../../src/graph/onnx.js'
import { readOnnx } from '../../src/graph/onnxReader.js'
import { constant, input, integers, scalar, type Tensor } from '../../src/graph/tensor.js'
import { networkFrom } from '../../src/model/configuration.js'
import { preset, presetNames } from '../../src/model/presets.js'
import { classificationObjective } from '../../src/recipe/objective.js'
import { nodeRuntime } from '../../src/runtime/node.js'
import { loadOnnxruntime } from '../../src/runtime/nodeOnnxruntime.js'
import { buildGradientModel, buildScoreModel, buildUpdateModel } from '../../src/training/graphs.js'
import { type OptimizerKind, optimizerBuilders, optimizerFrom } from '../../src/training/optimizers.js'
import { placedParameters } from '../../src/training/parameters.js'
import { externalTensor, image, node, onnxFile, pixels, probabilities, softmax } from '../attack/onnxFiles.js'
import { printMessage } from '../attack/protobuf.js'
import { triedWeights } from '../checks/optimizer.js'

const { InferenceSession } = await loadOnnxruntime()

/** A small model with two weights, notes, and two outputs. */
function smallModel() {
  const x = input('x', 'float32', ['batch', 2])
  const w = constant(Float32Array.of(1, 2, 3, 4, 5, 6), [2, 3], 'dense.kernel')
  const b = constant(Float32Array.of(0.5, -0.5, 1e-30), [3], 'dense.bias')
  const y = gemm(x, w, { bias: b })
  return toOnnx({ y, twice: add(y, y) }, { classes: '["ä","😀"]', seed: '7' }).model
}

describe('onnxruntime loads what is printed', () => {
  for (const name of presetNames) {
    const configuration = preset(name)
    const network = networkFrom(configuration)
    test(`the gradient graph and the score graph of ${name}`, async () => {
      const objective = classificationObjective(configuration.training)
      for (const { model, inputs } of [buildGradientModel(network, objective), buildScoreModel(network, objective)]) {
        const session = await InferenceSession.create(model)
        expect([...session.inputNames].sort()).toEqual(inputs.map(({ name }) => name).sort())
        const image = session.inputMetadata.find(({ name }) => name === 'image')
        expect(image).toMatchObject({ type: 'uint8', shape: ['batch', 28, 28] })
        const measures = ['loss', 'accuracy'].flatMap(name => [`total:${name}`, `count:${name}`])
        expect(session.outputNames.slice(0, 4)).toEqual(measures)
        const gradients = session.outputNames.slice(4).sort()
        const weights = network.weights.map(({ name }) => `gradient:${name}`).sort()
        if (gradients.length > 0) expect(gradients).toEqual(weights)
        await session.release()
      }
    })
  }
  test('the update graph of every optimizer', async () => {
    for (const kind of Object.keys(optimizerBuilders) as OptimizerKind[]) {
      const optimizer = optimizerFrom({ kind, globalClipNorm: 1, emaMomentum: 0.9 })
      const { model } = buildUpdateModel(optimizer, { replicas: 3, parameters: placedParameters(triedWeights) })
      const session = await InferenceSession.create(model)
      expect(session.outputNames).toEqual(['newWeights', ...optimizer.slots.map(s => `new:slot:${s}`)])
      await session.release()
    }
  })
})

test('names, element types and shapes of inputs and outputs come through, the batch as a symbol', async () => {
  const session = await InferenceSession.create(smallModel())
  expect(session.inputMetadata).toMatchObject([{ name: 'x', type: 'float32', shape: ['batch', 2] }])
  expect(session.outputMetadata).toMatchObject([
    { name: 'y', type: 'float32', shape: ['batch', 3] },
    { name: 'twice', type: 'float32', shape: ['batch', 3] },
  ])
  await session.release()
})

test('an output may be an input, a constant, or the same tensor as another', async () => {
  const x = input('x', 'float32', ['batch', 2])
  const y = multiply(x, scalar(3))
  const { model } = toOnnx({ x2: x, seven: scalar(7), y, alsoY: y })
  const program = await nodeRuntime.compile(model, { threads: 1 })
  const result = await program.run({ x: { data: Float32Array.of(1, 2), shape: [1, 2] } })
  expect(
    Object.fromEntries(Object.entries(result).map(([name, { data }]) => [name, Array.from(data, Number)])),
  ).toEqual({
    x2: [1, 2],
    seven: [7],
    y: [3, 6],
    alsoY: [3, 6],
  })
  await program.dispose()
})

describe('a name that would stand for two tensors is refused', () => {
  const w = (value: number, name = 'w') => constant(Float32Array.of(value), [1], name)
  const x = (name = 'x') => input(name, 'float32', [1])
  const cases: { title: string; outputs: Record<string, Tensor>; message: string }[] = [
    {
      title: 'two constants',
      outputs: { y: add(add(x(), w(1)), w(2)) },
      message: '"w" for constant [1] and constant [1]',
    },
    { title: 'two inputs', outputs: { y: add(x(), x()) }, message: '"x" for input [1] and input [1]' },
    {
      title: 'an input and a constant',
      outputs: { y: add(x('w'), w(1)) },
      message: '"w" for input [1] and constant [1]',
    },
    { title: 'an output and an input', outputs: { x: add(x(), w(1)) }, message: '"x" for input [1] and output [1]' },
    {
      title: 'an output and a constant',
      outputs: { w: add(x(), w(1)) },
      message: '"w" for constant [1] and output [1]',
    },
    { title: 'an input that is an output', outputs: { x: x() }, message: '"x" for input [1] and output [1]' },
  ]
  for (const { title, outputs, message } of cases)
    test(title, () =>
      expect(() => toOnnx(outputs)).toThrow(`toOnnx: expected each name to stand for one tensor, received ${message}`),
    )
  test('and so is an empty one', () => {
    const message = 'toOnnx: expected a name, received ""'
    expect(() => toOnnx({ y: add(x(''), w(1)) })).toThrow(`${message} for input [1]`)
    expect(() => toOnnx({ '': add(x(), w(1)) })).toThrow(`${message} for output [1]`)
  })

  test('a name like those that nameless tensors get does no harm', async () => {
    // Whatever a nameless tensor is called, this input is called the same.
    const taken = Array.from({ length: 8 }, (_, i) => input(`t${i}`, 'float32', [1]))
    const y = taken.map(t => multiply(t, scalar(2))).reduce(add)
    const program = await nodeRuntime.compile(toOnnx({ y }).model, { threads: 1 })
    const fed = taken.map((_, i) => [`t${i}`, { data: Float32Array.of(10 ** i), shape: [1] }] as const)
    const result = await program.run(Object.fromEntries(fed))
    expect([...result.y!.data]).toEqual([22_222_222])
    await program.dispose()
  })
})

test('whole numbers beyond the range of 32 bits come through', async () => {
  const program = await nodeRuntime.compile(toOnnx({ y: integers([-(2 ** 40), 2 ** 40, -1]) }).model, {
    threads: 1,
  })
  const { y } = await program.run({})
  expect([...y!.data]).toEqual([-(2n ** 40n), 2n ** 40n, -1n])
  await program.dispose()
})

test('what is not needed for an output is not printed', () => {
  const x = input('x', 'float32', [2])
  multiply(x, input('unused', 'float32', [2]))
  expect(toOnnx({ y: add(x, x) }).inputs.map(({ name }) => name)).toEqual(['x'])
})

test('readOnnx finds notes, weights and names again', () => {
  const contents = readOnnx(smallModel())
  expect(contents.metadata).toEqual({ classes: '["ä","😀"]', seed: '7' })
  expect(contents.inputs).toEqual([{ name: 'x', dtype: 'float32', shape: ['batch', 2] }])
  expect(contents.outputs).toEqual([
    { name: 'y', dtype: 'float32', shape: ['batch', 3] },
    { name: 'twice', dtype: 'float32', shape: ['batch', 3] },
  ])
  expect(contents.operators).toEqual(new Set(['Gemm', 'Add']))
  expect(contents.parts).toBe(7)
  expect(contents.weights.get('dense.kernel')).toEqual(Float32Array.of(1, 2, 3, 4, 5, 6))
  expect(contents.weights.get('dense.bias')).toEqual(Float32Array.of(0.5, -0.5, 1e-30))
})

test('readOnnx lets no field of a wrong wire type hide what ONNX Runtime reads', async () => {
  const weights = externalTensor('weights', [784, 10], 'weights.bin')
  // As a message, which it is in the standard, it would reach to the end of the tensor.
  weights.unshift({ tag: 13, type: 0, value: printMessage(weights).length })
  const graph = [...pixels, { tag: 5, type: 2, value: weights }, node('MatMul', ['pixels', 'weights'], ['logits'])]
  const model = onnxFile([...graph, softmax(), image, probabilities])
  expect([...readOnnx(model).externalFiles]).toEqual(['weights.bin'])
  await expect(InferenceSession.create(model)).rejects.toThrow('weights.bin')
})

test('readOnnx reads bytes that begin anywhere in their buffer', () => {
  const model = smallModel()
  // A Buffer, as files are read into, is a Uint8Array whose slice() shares its memory.
  for (const within of [new Uint8Array(model.length + 3), Buffer.alloc(model.length + 3)]) {
    within.set(model, 3)
    expect(readOnnx(within.subarray(3))).toEqual(readOnnx(model))
  }
})

describe('bytes that are no ONNX model are refused and never read for long', () => {
  const form = /^expected an ONNX model, received \d+ bytes that (are none|hold no graph with outputs)/

  /** Whole contents, or an error of the one form. */
  function readOrRefuse(bytes: Uint8Array) {
    try {
      return readOnnx(bytes)
    } catch (error) {
      expect((error as Error).message).toMatch(form)
      return undefined
    }
  }

  test('nothing, text, and an image', () => {
    for (const bytes of [new Uint8Array(0), new TextEncoder().encode('{"layers": []}'), Uint8Array.of(137, 80, 78, 71)])
      expect(() => readOnnx(bytes)).toThrow(form)
  })

  test('a model cut anywhere: what is read of it is whole, or it is refused', () => {
    const model = smallModel()
    const whole = readOnnx(model)
    let read = 0
    for (let length = 0; length < model.length; length++) {
      const contents = readOrRefuse(model.subarray(0, length))
      if (!contents) continue
      read++
      expect({ ...contents, metadata: {} }).toEqual({ ...whole, metadata: {} })
      for (const [key, value] of Object.entries(contents.metadata)) expect(value).toBe(whole.metadata[key])
    }
    // Only between two of the outermost fields can a cut go unseen: after the graph, the opset and each note but the last.
    expect(read).toBe(3)
  })

  test('random bytes', () =>
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 300 }), bytes => void readOrRefuse(bytes)),
      { numRuns: 2000 },
    ))

  test('a model with some bytes changed', () => {
    const model = smallModel()
    const change = fc.tuple(fc.nat(model.length - 1), fc.nat(255))
    fc.assert(
      fc.property(fc.array(change, { minLength: 1, maxLength: 5 }), changes => {
        const damaged = model.slice()
        for (const [at, value] of changes) damaged[at] = value
        readOrRefuse(damaged)
      }),
      { numRuns: 2000 },
    )
  })
})
