import { readFile } from 'node:fs/promises'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { exportActivations, exportModel, readModelMetadata, readTrainedNetwork } from '../../src/model/modelFile.js'
import type { Random } from '../../src/random.js'
import { initialParameters } from '../../src/training/parameters.js'
import { fullNet, plainNet } from '../training/small.js'
import { attempts, mutateBytes, mutateJson, tryInputs } from './attack.js'
import { type ModelProcess, startModelProcess } from './modelProcess.js'
import {
  attribute,
  type DeclaredSizes,
  elementType,
  graphInput,
  graphOutput,
  logits,
  node,
  onnxFile,
  softmax,
} from './onnxFiles.js'
import { mutateOnnx } from './onnxMutations.js'

// Damaged and hostile models: each is refused by its name, in one sentence, or answers probabilities. None of them ends the process,
// or keeps it for ever.

let models: readonly Uint8Array[] = []
let product: ModelProcess

beforeAll(async () => {
  const metadata = { preset: 'p', seed: 1, accuracy: 0.9, temperature: 0.7, rejectThreshold: 0.4 }
  const small = [plainNet(), fullNet()].map(net => exportModel(net, initialParameters(net, 0), metadata))
  models = [...small, ...small, await readFile('models/digits.onnx')]
  product = startModelProcess()
})

afterAll(() => product.stop())

/** Lets the product have a model, and says what came of it. */
async function outcomeOf(model: Uint8Array): Promise<string> {
  const { probabilities, accuracy, loss, error } = await product.tryModel(model)
  if (!probabilities) {
    expectRefusal(error!, /^model\.onnx: expected /)
    return 'refused'
  }
  expect(probabilities.length).toBe(30)
  for (let row = 0; row < 30; row += 10) {
    const own = [...probabilities.subarray(row, row + 10)]
    expect(own.every(p => p >= 0 && p <= 1.001)).toBe(true)
    expect(Math.abs(own.reduce((sum, p) => sum + p, 0) - 1)).toBeLessThan(0.03)
  }
  expect(accuracy! >= 0 && accuracy! <= 1 && Number.isFinite(loss)).toBe(true)
  return 'answered'
}

/** One sentence, with nothing of the engine's sources, and nothing that a terminal would obey. */
function expectRefusal(message: string, form: RegExp): void {
  expect(message).toMatch(form)
  expect(message).not.toMatch(/\p{Cc}|onnxruntime_src|\.(cc|h):\d|\[object/u)
  expect(message.length).toBeLessThan(700)
}

const pick = <T>(values: readonly T[], random: Random): T => values[random.integer(values.length)]!

test('models with damaged bytes', async () => {
  const outcomes = await tryInputs('model bytes', attempts({ few: 100, all: 2000 }), random =>
    outcomeOf(mutateBytes(pick(models, random), random)),
  )
  expect(outcomes.refused).toBeGreaterThan(0)
})

test('models with damaged fields', async () => {
  const outcomes = await tryInputs('model fields', attempts({ few: 200, all: 6000 }), random =>
    outcomeOf(mutateOnnx(pick(models, random), random)),
  )
  expect(outcomes.refused).toBeGreaterThan(0)
  expect(outcomes.answered).toBeGreaterThan(0)
})

const types = Object.keys(elementType) as (keyof typeof elementType)[]
const sizes: readonly DeclaredSizes[] = [
  undefined,
  [],
  ['batch', 10],
  ['batch', 5],
  [null, null],
  [1, 10],
  ['batch', 1, 10],
  ['batch', 28, 28],
  [1e9, 28, 28],
  ['batch', -1, 2 ** 40],
]
const metadataKeys = [
  'classes',
  'preset',
  'seed',
  'accuracy',
  'temperature',
  'rejectThreshold',
  'digests',
  'configuration',
]

test('models that compute, declare and say what they like', async () => {
  const outcomes = await tryInputs('model authors', attempts({ few: 150, all: 3000 }), random => {
    const classes = pick([10, 10, 10, 1, 5, 11], random)
    const ends = [
      softmax(),
      softmax(),
      node('Softmax', ['logits'], ['probabilities'], [attribute.int('axis', random.integer(5) - 2)]),
      ...['Identity', 'Sigmoid', 'LogSoftmax', 'Relu', 'Hardmax', 'Size', 'Shape', 'Flatten', 'IsNaN'].map(operator =>
        node(operator, ['logits'], ['probabilities']),
      ),
      node('Cast', ['logits'], ['probabilities'], [attribute.int('to', elementType[pick(types, random)])]),
    ]
    const odd = () => mutateJson({ value: [1, 'a', { b: null }] }, random)
    const declare = (usual: DeclaredSizes) => (random.integer(6) > 0 ? usual : pick(sizes, random))
    const typed = (usual: keyof typeof elementType) => (random.integer(6) > 0 ? usual : pick(types, random))
    return outcomeOf(
      onnxFile(
        [
          ...logits(classes, pick([1e-4, 0.01, -1, 1e30, Number.NaN, Number.POSITIVE_INFINITY, 0], random)),
          pick(ends, random),
          graphInput(
            pick(['image', 'image', 'image', 'pixels', ''], random),
            typed('uint8'),
            declare(['batch', 28, 28]),
          ),
          graphOutput('probabilities', typed('float32'), declare(['batch', classes])),
        ],
        {
          metadata: {
            [pick(metadataKeys, random)]: JSON.stringify(odd()),
            [pick(metadataKeys, random)]: String(odd()),
          },
        },
      ),
    )
  })
  expect(outcomes.refused).toBeGreaterThan(0)
  expect(outcomes.answered).toBeGreaterThan(0)
})

test('nets and weights of damaged models', async () => {
  const [plain, full] = models
  const outcomes = await tryInputs('model weights', attempts({ few: 200, all: 5000 }), random => {
    const model = (random.integer(2) === 0 ? mutateOnnx : mutateBytes)(pick([plain!, full!], random), random)
    try {
      const metadata = readModelMetadata(model)
      expect(metadata.classes).toHaveLength(10)
      const { network, parameters } = readTrainedNetwork(model)
      exportActivations(network, parameters, metadata)
      return 'read'
    } catch (error) {
      expectRefusal((error as Error).message, /expected |unknown /)
      return 'refused'
    }
  })
  expect(outcomes.refused).toBeGreaterThan(0)
  expect(outcomes.read).toBeGreaterThan(0)
})
