import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { parseArgs } from 'node:util'
import { takeDigits } from '../src/data/digits.js'
import { loadMnist } from '../src/data/sources/mnist.js'
import { predictedClasses } from '../src/evaluation/predictions.js'
import { loadClassifier } from '../src/node/classifier.js'
import { corruptImages, corruptions } from '../src/robustness/corruptions/catalog.js'
import { findPython } from './options.js'
import { runProcess } from './process.js'
import { markdownTable } from './tables.js'
import './tellErrors.js'

// Whether the corruptions are those of MNIST-C: the same images by this project and by the published code, whose random numbers
// are others. Compared are pixel values and what one model answers.

const { values } = parseArgs({
  options: {
    published: { type: 'string' },
    python: { type: 'string' },
    model: { type: 'string' },
    images: { type: 'string', default: '10000' },
  },
})
const { published, model, images: limit } = values
if (published === undefined)
  throw new Error('--published: expected the path of corruptions.py of github.com/google-research/mnist-c')
const python = values.python ?? findPython(process.cwd(), process.env.MNIST_PEERS_VENV)
const test = takeDigits((await loadMnist({ parts: ['test'] })).test, Number(limit))
const classifier = await loadClassifier(model)

/** What is compared of corrupted images. */
interface Measured {
  readonly mean: number
  readonly deviation: number
  readonly isRight: readonly boolean[]
}

async function measure(images: Uint8Array): Promise<Measured> {
  const mean = images.reduce((sum, value) => sum + value, 0) / images.length
  const variance = images.reduce((sum, value) => sum + (value - mean) ** 2, 0) / images.length
  const predictions = predictedClasses(await classifier.predict(images), classifier.metadata.task.classes.length)
  return { mean, deviation: Math.sqrt(variance), isRight: [...test.labels].map((label, i) => predictions[i] === label) }
}

const out = mkdtempSync(join(tmpdir(), 'mnist-c-'))
try {
  const names = corruptions.map(({ name }) => name)
  writeFileSync(join(out, 'images'), test.images)
  const script = resolve('bench/peers/mnist_c.py')
  const { exitCode, stderr } = await runProcess(
    python,
    [script, resolve(published), join(out, 'images'), out, '0', ...names],
    out,
  )
  if (exitCode !== 0) throw new Error(`mnist_c.py: ${stderr.trim().split('\n').at(-1)}`)
  const rows: string[][] = []
  const accuracies: [ours: number, theirs: number][] = []
  for (const corruption of corruptions) {
    const ours = await measure(corruptImages(corruption, test.images))
    const theirs = await measure(new Uint8Array(readFileSync(join(out, corruption.name))))
    const [accuracy, other] = [ours, theirs].map(({ isRight }) => isRight.filter(Boolean).length / test.count) as [
      number,
      number,
    ]
    accuracies.push([accuracy, other])
    // The same digits, so only those that one has right and the other wrong count: of them, the difference has this deviation.
    const differing = ours.isRight.filter((right, i) => right !== theirs.isRight[i]).length
    const standardError = Math.sqrt(differing) / test.count
    const percent = (value: number) => (100 * value).toFixed(2)
    rows.push([
      corruption.name,
      ...[ours, theirs].map(({ mean, deviation }) => `${mean.toFixed(2)}; ${deviation.toFixed(2)}`),
      percent(accuracy),
      percent(other),
      percent(accuracy - other),
      percent(standardError),
    ])
  }
  const mean = (which: 0 | 1) => (100 * accuracies.reduce((sum, pair) => sum + pair[which], 0)) / accuracies.length
  rows.push(['mean', '', '', mean(0).toFixed(2), mean(1).toFixed(2), (mean(0) - mean(1)).toFixed(2), ''])
  console.log(
    markdownTable(
      [
        'corruption',
        'pixels: mean; deviation',
        'published',
        'accuracy, %',
        'published',
        'difference',
        'its standard error',
      ],
      rows,
    ),
  )
} finally {
  await classifier.dispose()
  rmSync(out, { recursive: true })
}
