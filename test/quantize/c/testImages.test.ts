import { execFileSync, spawnSync } from 'node:child_process'
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { availableParallelism, tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type Digits, takeDigits } from '../../../src/data/digits.js'
import { loadMnist } from '../../../src/data/sources/mnist.js'
import { createClassifier } from '../../../src/model/classifier.js'
import { readModelMetadata, readTrainedNetwork } from '../../../src/model/modelFile.js'
import { exportC } from '../../../src/quantize/c/exportC.js'
import { exportQuantized } from '../../../src/quantize/exportQuantized.js'
import { predictQuantized } from '../../../src/quantize/predictQuantized.js'
import { quantizeModel } from '../../../src/quantize/quantizeModel.js'
import { scoresOf } from '../../../src/quantize/scores.js'
import { nodeRuntime as runtime } from '../../../src/runtime/node.js'
import { mnist } from '../../cli/mnist.js'
import { answeringProgram, type CFolder, createCFolder, strictFlags, whyNoCompiler } from './compiler.js'

// Exported C on MNIST's test images, which nothing here is chosen by. `npm run test:microcontroller` answers all of them by three models,
// under gcc's sanitizers, and tells the numbers of docs/guide/microcontroller.md.

const isFull = process.env.ATTACK === 'full'
const reason = whyNoCompiler()
const whyNot = reason === undefined ? '' : ` (left out: ${reason})`
const compiled = test.skipIf(reason !== undefined)

/** Accuracy that integers may cost, in percentage points. */
const MAX_LOSS = 0.1

let folder = ''
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'mnist-microcontroller-'))
})
afterAll(() => rm(folder, { recursive: true }))

/** Models of each size: the words of the command that trains them. */
const trained: Readonly<Record<string, readonly string[]>> = {
  mlp: ['train', '--preset', 'mlp', '--seed', '0'],
  smallest: ['train', '--model', 'docs/smallest.json', '--seed', '0'],
  tiny: ['train', '--preset', 'tiny', '--seed', '0'],
}

compiled(`the shipped model in C answers test images as in floats${whyNot}`, () =>
  measure('digits', 'models/digits.onnx', isFull ? 10_000 : 40),
)

for (const [name, words] of Object.entries(trained))
  test.skipIf(!isFull || reason !== undefined)(`${name} in C answers test images as in floats${whyNot}`, async () => {
    const out = join(folder, name)
    const { code, stderr } = await mnist([...words, '--out', out])
    expect(stderr, stderr).toSatisfy(() => code === 0)
    await measure(name, join(out, 'model.onnx'), 10_000)
  })

async function measure(name: string, path: string, count: number): Promise<void> {
  const bytes = await readFile(path)
  const { network, parameters } = readTrainedNetwork(bytes)
  const { temperature = 1 } = readModelMetadata(bytes)
  const { training, test } = await loadMnist({ mirrors: [] })
  const digits = takeDigits(test, count)
  const calibration = takeDigits(training, isFull ? 1000 : 100).images
  const model = await quantizeModel(network, parameters, calibration, { runtime, temperature })
  const vectors = takeDigits(training, 3).images
  const place = createCFolder({ ...exportC(model, { name, vectors }), 'answer.c': answeringProgram(name) })
  try {
    const sources = [`-D${name.toUpperCase()}_NO_MAIN`, `${name}.c`, `${name}_test.c`, 'answer.c']
    place.gcc([...strictFlags, ...sources, '-o', 'strict'])
    expect(place.run('./strict', ['test']).code).toBe(0)
    const answers = answersOf(place, './strict', digits)
    const few = 20
    const reference = scoresOf(predictQuantized(model, digits.images.subarray(0, few * 784)), 10)
    expect(answers.scores.subarray(0, few * 10)).toEqual(reference)
    const [float, integer] = [await correctOf(bytes, digits), await correctOf(exportQuantized(model), digits)]
    if (isFull) tell(name, place, { float, integer, c: answers.correct })
    for (const correct of [answers.correct, integer])
      expect(float - correct).toBeLessThanOrEqual(Math.max(1, (count * MAX_LOSS) / 100))
  } finally {
    place.remove()
  }
}

function answersOf(place: CFolder, program: string, { images, labels, count }: Digits) {
  const { output } = place.run(program, [], images)
  const scores = new Uint8Array(10 * count)
  let correct = 0
  for (let i = 0; i < count; i++) {
    if (output[11 * i] === labels[i]) correct++
    scores.set(output.subarray(11 * i + 1, 11 * i + 11), 10 * i)
  }
  return { correct, scores }
}

async function correctOf(model: Uint8Array, digits: Digits): Promise<number> {
  const classifier = await createClassifier(runtime, model, { threads: availableParallelism() })
  return (await classifier.evaluate(digits).finally(() => classifier.dispose())).correct
}

/** Sizes as a compiler for small code makes them, and instructions as valgrind counts them for one image. */
function tell(name: string, place: CFolder, correct: Readonly<Record<string, number>>): void {
  place.gcc(['-std=c99', '-Os', '-c', `${name}.c`, '-o', 'small.o'])
  const [text, data, bss] = execFileSync('size', ['small.o'], { cwd: place.folder, encoding: 'utf8' })
    .split('\n')[1]!
    .trim()
    .split(/\s+/)
  const counts = ['-Os', '-O2', '-O3'].map(level => `${level} ${instructionsOf(name, place, level)}`)
  console.info(
    `${name}: ${JSON.stringify(correct)} of 10,000; text ${text} data ${data} bss ${bss}; ${counts.join(', ')}`,
  )
}

function instructionsOf(name: string, place: CFolder, level: string): string {
  place.gcc([
    '-std=c99',
    level,
    '-g',
    `-D${name.toUpperCase()}_NO_MAIN`,
    `${name}.c`,
    `${name}_test.c`,
    'answer.c',
    '-o',
    'plain',
  ])
  const image = new Uint8Array(784).fill(128)
  const words = [
    '--tool=callgrind',
    '--callgrind-out-file=/dev/null',
    '--collect-atstart=no',
    `--toggle-collect=${name}_classify`,
  ]
  const { stderr } = spawnSync('valgrind', [...words, './plain'], { cwd: place.folder, input: image, encoding: 'utf8' })
  return /Collected\s*:\s*(\d+)/.exec(stderr ?? '')?.[1] ?? 'not counted'
}
