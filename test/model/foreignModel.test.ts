import { expect, test } from 'vitest'
import { createClassifier } from '../../src/model/classifier.js'
import { exportModel, readModelMetadata, readTrainedNetwork } from '../../src/model/modelFile.js'
import { createReader } from '../../src/model/reader.js'
import { loadFinder } from '../../src/node/finder.js'
import { nodeRuntime } from '../../src/runtime/node.js'
import { mnistTask } from '../../src/task.js'
import { initialParameters } from '../../src/training/parameters.js'
import {
  attribute,
  externalTensor,
  graphInput,
  graphOutput,
  image,
  initializer,
  logits,
  modelFunction,
  node,
  onnxFile,
  pixels,
  probabilities,
  softmax,
} from '../attack/onnxFiles.js'
import type { Field } from '../attack/protobuf.js'
import { plainNet } from '../training/small.js'

const finder = await loadFinder({ threads: 1 })
const open = (model: Uint8Array) => createClassifier(nodeRuntime, model, { threads: 1, name: 'foreign.onnx' })

/** What a graph of a node computes, from `logits`. */
const body = (...nodes: Field[]): Field[] => [
  ...nodes,
  { tag: 2, type: 2, value: 'branch' },
  graphOutput('result', 'float32'),
]
const condition = initializer('condition', 'bool', [], Uint8Array.of(1))
const cast = (type: number) => node('Cast', ['logits'], ['probabilities'], [attribute.int('to', type)])
const withWeights = (tensor: Field[]) => [
  ...pixels,
  { tag: 5, type: 2, value: tensor },
  node('MatMul', ['pixels', 'weights'], ['logits']),
  softmax(),
]
/** Functions of which each calls the next twice: 2^depth nodes of a few bytes each. */
const doublings = (depth: number) =>
  Array.from({ length: depth }, (_, i) =>
    modelFunction(
      `F${i}`,
      i === depth - 1
        ? [node('Relu', ['a'], ['b'])]
        : [node(`F${i + 1}`, ['a'], ['c'], [], 'own'), node(`F${i + 1}`, ['c'], ['b'], [], 'own')],
    ),
  )

const declared = (received: string) =>
  `expected the output probabilities to be float32 [batch, 10], received ${received}`

const refused: Record<string, [model: Uint8Array, message: string]> = {
  'declares five classes': [
    onnxFile([...logits(5), softmax(), image, graphOutput('probabilities', 'float32', ['batch', 5])]),
    declared('float32 [batch, 5]'),
  ],
  'declares ten classes and computes five': [
    onnxFile([...logits(5), softmax(), image, probabilities]),
    'expected the probabilities of 2 images to be float32 [2, 10], received float32 [2, 5]',
  ],
  'declares no shape and computes five classes': [
    onnxFile([...logits(5), softmax(), image, graphOutput('probabilities', 'float32')]),
    'expected the probabilities of 2 images to be float32 [2, 10], received float32 [2, 5]',
  ],
  'declares a shape of its own for each image': [
    onnxFile([...logits(), softmax(), image, graphOutput('probabilities', 'float32', ['batch', 1, 10])]),
    declared('float32 [batch, 1, 10]'),
  ],
  'answers the first image alone': [
    onnxFile([
      ...logits(),
      softmax('logits', 'all'),
      initializer('start', 'int64', [1], BigInt64Array.of(0n)),
      initializer('end', 'int64', [1], BigInt64Array.of(1n)),
      node('Slice', ['all', 'start', 'end'], ['probabilities']),
      image,
      probabilities,
    ]),
    'expected the probabilities of 2 images to be float32 [2, 10], received float32 [1, 10]',
  ],
  'answers by logits': [
    onnxFile([...logits(10, 0.01), node('Identity', ['logits'], ['probabilities']), image, probabilities]),
    'expected 10 probabilities for each image, in [0, 1] and with a sum of 1, received 0 for the sum of image 0',
  ],
  'answers by percentages': [
    onnxFile([
      ...logits(),
      softmax('logits', 'shares'),
      initializer('hundred', 'float32', [], Float32Array.of(100)),
      node('Mul', ['shares', 'hundred'], ['probabilities']),
      image,
      probabilities,
    ]),
    'expected 10 probabilities for each image, in [0, 1] and with a sum of 1, received 10 for class 0 of image 0',
  ],
  'answers by values below 0': [
    onnxFile([...logits(10, -1), node('Identity', ['logits'], ['probabilities']), image, probabilities]),
    'expected 10 probabilities for each image, in [0, 1] and with a sum of 1, received',
  ],
  'has weights that are no numbers': [
    onnxFile([...logits(10, Number.NaN), softmax(), image, probabilities]),
    'expected 10 probabilities for each image, in [0, 1] and with a sum of 1, received NaN for class 0 of image 0',
  ],
  'answers in texts': [
    onnxFile([...logits(), cast(8), image, graphOutput('probabilities', 'string', ['batch', 10])]),
    declared('string [batch, 10]'),
  ],
  'answers in whole numbers': [
    onnxFile([...logits(), cast(7), image, graphOutput('probabilities', 'int64', ['batch', 10])]),
    declared('int64 [batch, 10]'),
  ],
  'answers in float64': [
    onnxFile([...logits(), cast(11), image, graphOutput('probabilities', 'float64', ['batch', 10])]),
    declared('float64 [batch, 10]'),
  ],
  'wants float32 pixels': [
    onnxFile([...logits(), softmax(), graphInput('image', 'float32', ['batch', 28, 28]), probabilities]),
    'expected the input image to be uint8 [batch, 28, 28], received float32 [batch, 28, 28]',
  ],
  'wants a billion images at once': [
    onnxFile([...logits(), softmax(), graphInput('image', 'uint8', [1e9, 28, 28]), probabilities]),
    'expected the input image to be uint8 [batch, 28, 28], received uint8 [1000000000, 28, 28]',
  ],
  'wants more than an image': [
    onnxFile([
      ...logits(),
      node('Add', ['logits', 'more'], ['probabilities']),
      image,
      graphInput('more', 'float32', ['batch', 10]),
      probabilities,
    ]),
    'expected a model with the input "image" and the output "probabilities", received one from "image, more" to "probabilities"',
  ],
  'names its output otherwise': [
    onnxFile([...logits(), softmax('logits', '\u001b[31mp'), image, graphOutput('\u001b[31mp', 'float32')]),
    String.raw`expected a model with the input "image" and the output "probabilities", received one from "image" to "\u001b[31mp"`,
  ],
  'uses an operator that nobody knows': [
    onnxFile([...logits(), node('Evil', ['logits'], ['probabilities']), image, probabilities]),
    'expected a model that ONNX Runtime can open, received one that it refuses (Evil: No Op registered for Evil with domain_version of 17)',
  ],
  "uses an operator that is ONNX Runtime's own, and ends the process here": [
    onnxFile([...logits(), node('Inverse', ['logits'], ['probabilities'], [], 'com.microsoft'), image, probabilities]),
    'expected operators of the ONNX standard alone, received some of the domain "com.microsoft"',
  ],
  'keeps its weights in another file': [
    onnxFile([...withWeights(externalTensor('weights', [784, 10], 'weights.bin')), image, probabilities]),
    'expected a model in one file, received one with weights in "weights.bin"',
  ],
  'reads the memory of the process': [
    onnxFile([...withWeights(externalTensor('weights', [784, 10], '*/_ORT_MEM_ADDR_/*')), image, probabilities]),
    'expected a model in one file, received one with weights in "*/_ORT_MEM_ADDR_/*"',
  ],
  'keeps a constant within a branch in another file': [
    onnxFile([
      ...logits(),
      condition,
      node(
        'If',
        ['condition'],
        ['chosen'],
        [
          attribute.graph(
            'then_branch',
            body(
              node(
                'Constant',
                [],
                ['result'],
                [attribute.tensor('value', externalTensor('c', [1], '../../etc/passwd'))],
              ),
            ),
          ),
          attribute.graph('else_branch', body(node('Identity', ['logits'], ['result']))),
        ],
      ),
      softmax('chosen'),
      image,
      probabilities,
    ]),
    'expected a model in one file, received one with weights in "../../etc/passwd"',
  ],
  'never ends': [
    onnxFile([
      ...logits(),
      softmax('logits', 'state'),
      condition,
      initializer('times', 'int64', [], BigInt64Array.of(2n ** 63n - 1n)),
      node(
        'Loop',
        ['times', 'condition', 'state'],
        ['probabilities'],
        [
          attribute.graph('body', [
            node('Identity', ['going'], ['goOn']),
            node('Abs', ['before'], ['after']),
            graphInput('turn', 'int64', []),
            graphInput('going', 'bool', []),
            graphInput('before', 'float32'),
            graphOutput('goOn', 'bool', []),
            graphOutput('after', 'float32'),
          ]),
        ],
      ),
      image,
      probabilities,
    ]),
    'expected a model without operators that may never end, or end the process, received one with Loop',
  ],
  'uses an operator that ends the process on an empty input': [
    onnxFile([
      ...logits(),
      initializer('depth', 'float32', [0], new Float32Array(0)),
      initializer('offOn', 'float32', [2], Float32Array.of(0, 1)),
      node('OneHot', ['logits', 'depth', 'offOn'], ['probabilities']),
      image,
      probabilities,
    ]),
    'expected a model without operators that may never end, or end the process, received one with OneHot',
  ],
  'unfolds to a billion nodes': [
    onnxFile(
      [...logits(), node('F0', ['logits'], ['unfolded'], [], 'own'), softmax('unfolded'), image, probabilities],
      {
        functions: doublings(30),
      },
    ),
    'expected a model without functions of its own, which may unfold without end, received 30',
  ],
  'has more nodes than ONNX Runtime opens in a minute': [
    onnxFile([
      ...logits(),
      ...Array.from({ length: 20_000 }, (_, i) => node('Sin', [i === 0 ? 'logits' : `s${i}`], [`s${i + 1}`])),
      softmax('s20000'),
      image,
      probabilities,
    ]),
    'expected a model of at most 5000 nodes, weights, inputs and outputs, received 20008',
  ],
  'takes more memory than there is': [
    onnxFile([
      ...logits(),
      initializer('sizes', 'int64', [2], BigInt64Array.of(10n ** 7n, 10n ** 7n)),
      node('ConstantOfShape', ['sizes'], ['zeros']),
      node('ReduceSum', ['zeros'], ['zero'], [attribute.int('keepdims', 0)]),
      node('Add', ['logits', 'zero'], ['sums']),
      softmax('sums'),
      image,
      probabilities,
    ]),
    'expected a model that ONNX Runtime can compute, received one that fails (ConstantOfShape: Failed to allocate memory for requested buffer of size 400000000000000)',
  ],
  'answers by a list too': [
    onnxFile([
      ...logits(),
      softmax(),
      node('SequenceConstruct', ['logits'], ['list']),
      image,
      probabilities,
      { tag: 12, type: 2, value: [{ tag: 1, type: 2, value: 'list' }] },
    ]),
    'expected a model that ONNX Runtime can compute, received one that fails (',
  ],
}

test.each(Object.entries(refused))('a model that %s is refused by its name', async (_, [model, message]) => {
  const error = await open(model).then(
    () => expect.unreachable(),
    reason => reason as Error,
  )
  expect(error.message.slice(0, `foreign.onnx: ${message}`.length)).toBe(`foreign.onnx: ${message}`)
  expect(error.message).not.toMatch(/\p{Cc}|onnxruntime_src|\.cc:/u)
})

const accepted: Record<string, Uint8Array> = {
  'says nothing of itself': onnxFile([...logits(), softmax(), image, probabilities]),
  'declares no output shape': onnxFile([...logits(), softmax(), image, graphOutput('probabilities', 'float32')]),
  'names its sizes': onnxFile([
    ...logits(),
    softmax(),
    graphInput('image', 'uint8', ['N', 'height', null]),
    graphOutput('probabilities', 'float32', [null, 'classes']),
  ]),
  'lists its weights among the inputs': onnxFile([
    ...logits(),
    softmax(),
    image,
    graphInput('weights', 'float32', [784, 10]),
    graphInput('shape', 'int64', [2]),
    probabilities,
  ]),
  'has a branch': onnxFile([
    ...logits(),
    condition,
    node(
      'If',
      ['condition'],
      ['chosen'],
      [
        attribute.graph('then_branch', body(node('Abs', ['logits'], ['result']))),
        attribute.graph('else_branch', body(node('Neg', ['logits'], ['result']))),
      ],
    ),
    softmax('chosen'),
    image,
    probabilities,
  ]),
}

test.each(Object.entries(accepted))('a model of another origin that %s answers', async (_, model) => {
  const classifier = await open(model)
  const answers = await classifier.predict(new Uint8Array(2 * 784))
  for (const probability of answers) expect(probability).toBeCloseTo(0.1, 5)
  expect((await classifier.evaluate({ images: new Uint8Array(784), labels: Uint8Array.of(3), count: 1 })).correct).toBe(
    0,
  )
  const { digit } = await createReader(classifier, finder).classify(new Uint8Array(100).fill(255), 10, 10)
  expect(digit).toBeNull()
  await classifier.dispose()
})

test('a model that fails only on some images is refused by its name then', async () => {
  // It adds 10 where the first pixel is 7.
  const model = onnxFile([
    ...logits(),
    initializer('first', 'int64', [], BigInt64Array.of(0n)),
    initializer('seven', 'float32', [], Float32Array.of(7)),
    initializer('ten', 'float32', [], Float32Array.of(10)),
    node('Gather', ['pixels', 'first'], ['pixel'], [attribute.int('axis', 1)]),
    node('Equal', ['pixel', 'seven'], ['isSeven']),
    node('Cast', ['isSeven'], ['one'], [attribute.int('to', 1)]),
    node('Mul', ['one', 'ten'], ['offset']),
    node('Unsqueeze', ['offset', 'axes'], ['column']),
    initializer('axes', 'int64', [1], BigInt64Array.of(1n)),
    softmax('logits', 'shares'),
    node('Add', ['shares', 'column'], ['probabilities']),
    image,
    probabilities,
  ])
  const classifier = await open(model)
  const images = new Uint8Array(3 * 784)
  await classifier.predict(images)
  images[784] = 7
  const message = /^foreign\.onnx: expected 10 probabilities .* received 10\.1 for class 0 of image 1$/
  await expect(classifier.predict(images)).rejects.toThrow(message)
  await expect(classifier.evaluate({ images, labels: new Uint8Array(3), count: 3 })).rejects.toThrow(message)
  await classifier.dispose()
})

test('what is no pixels is not blamed on the model', async () => {
  const classifier = await open(onnxFile([...logits(), softmax(), image, probabilities]))
  await expect(classifier.predict(new Float32Array(784) as never)).rejects.toThrow(
    'predict: expected images to be a Uint8Array, received Float32Array',
  )
  await classifier.dispose()
})

const net = plainNet()
const weights = initialParameters(net, 0)
const configuration = JSON.stringify(net.config)
const says = (metadata: Record<string, string>) =>
  onnxFile([...logits(), softmax(), image, probabilities], { metadata })
const digits = ['0', '1', '2', '3', '4', '5', '6', '7', '8', '9']

test.each<[string, Record<string, string>]>([
  ['numbers out of range', { temperature: '-1', rejectThreshold: '7', accuracy: '-0.5', seed: '0.5' }],
  ['numbers that overflow', { temperature: '1e999', rejectThreshold: '1e999', accuracy: '-1e999', seed: '1e999' }],
  [
    'other types',
    { temperature: '"1"', rejectThreshold: 'null', accuracy: '[]', seed: '{}', digests: '[1]', classes: '7' },
  ],
  ['other class names', { classes: '["cat", "dog"]', preset: 'x'.repeat(200) }],
  [
    'a text of megabytes',
    { classes: `[${'"0",'.repeat(500_000)}"0"]`, digests: JSON.stringify({ x: 'x'.repeat(2e6) }) },
  ],
  ['brackets without end', { classes: '['.repeat(900_000), configuration: '{"layers":'.repeat(90_000) }],
  ['a task that is none', { task: '{"name":"x"}' }],
  ['a task larger than any memory', { task: JSON.stringify({ ...mnistTask, imageShape: [1, 2 ** 20, 2 ** 20] }) }],
  ['a name of JavaScript', { ['__proto__']: 'x', constructor: 'y', toString: 'z' }],
  ['a net whose weights it lacks', { configuration }],
  ['a net larger than any memory', { configuration: configuration.replace('"units":10', '"units":1e9') }],
])('metadata with %s are left out, and the model answers', async (_, metadata) => {
  const classifier = await open(says(metadata))
  expect(classifier.metadata).toEqual({ task: mnistTask, classes: digits })
  expect(await classifier.predict(new Uint8Array(784))).toHaveLength(10)
  await classifier.dispose()
})

test('a model that says it is of a task with other images or classes than it has is refused', () => {
  const task = { ...mnistTask, imageShape: [3, 12, 20], mean: [0, 0, 0], deviation: [1, 1, 1] }
  expect(() => readModelMetadata(says({ task: JSON.stringify(task) }))).toThrow(
    'expected the input image to be uint8 [batch, 3, 12, 20], received uint8 [batch, 28, 28]',
  )
  expect(() => readModelMetadata(says({ task: JSON.stringify({ ...mnistTask, classes: ['a', 'b'] }) }))).toThrow(
    'expected the output probabilities to be float32 [batch, 2], received float32 [batch, 10]',
  )
})

test('a net larger than any memory, or whose weights are missing, is not built', () => {
  expect(() => readTrainedNetwork(says({ configuration }))).toThrow(
    'expected the weight dense.kernel with shape [14, 10], found no values',
  )
  const large = JSON.stringify({
    layers: [{ kind: 'flatten' }, { kind: 'dense', units: 2e9 }, ...net.config.layers.slice(-1)],
  })
  expect(() => readTrainedNetwork(says({ configuration: large }))).toThrow(
    'expected the weight dense.kernel with shape',
  )
})

test.each([
  [{ temperature: 0 }, 'metadata: expected temperature to be a number > 0, received 0'],
  [{ temperature: Number.NaN }, 'metadata: expected temperature to be a number > 0, received NaN'],
  [{ rejectThreshold: 1.5 }, 'metadata: expected rejectThreshold to be a number in [0, 1], received 1.5'],
  [{ accuracy: 99.6 }, 'metadata: expected accuracy to be a number in [0, 1], received 99.6'],
])('exportModel refuses metadata that no model could mean: %j', (metadata, message) => {
  expect(() => exportModel(net, weights, metadata)).toThrow(message)
})

test('what exportModel writes, readModelMetadata reads', () => {
  const metadata = { preset: 'p', seed: 3, accuracy: 1, temperature: 0.5, rejectThreshold: 0, digests: { a: 'b' } }
  expect(readModelMetadata(exportModel(net, weights, metadata))).toEqual({
    task: mnistTask,
    classes: digits,
    ...metadata,
    configuration: net.config,
  })
})
