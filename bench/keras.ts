import { execFile } from 'node:child_process'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs, promisify } from 'node:util'
import { formatCount } from '../src/figures/format.js'
import { fit, loadMnist, networkFrom, preset, splitDigits, takeDigits } from '../src/index.js'
import { summarize } from '../src/study/statistics.js'
import { curvesFigure, type MeanLine } from './keras/figure.js'
import './tellErrors.js'

// The same net and recipe in Keras and here, the preset `keras`: from each seed both learn the same images and hold out the same. Curves are of
// held-out training images; the test images are not even loaded. Keras is that of .venv-formats: test/interop/requirements.txt.

const { values } = parseArgs({
  options: {
    seeds: { type: 'string', default: '5' },
    epochs: { type: 'string', default: '6' },
    limit: { type: 'string' },
    out: { type: 'string', default: 'docs/keras-curves.svg' },
  },
})
const whole = (name: 'seeds' | 'epochs' | 'limit') => {
  const value = Number(values[name])
  if (Number.isInteger(value) && value >= 1) return value
  throw new Error(`--${name}: expected a whole number, received ${values[name]}`)
}
const [seeds, epochs] = [whole('seeds'), whole('epochs')]

/** After each epoch, on held-out images. */
interface Curve {
  readonly accuracy: readonly number[]
  readonly loss: readonly number[]
}

type Parts = ReturnType<typeof splitDigits>

const { training: recipe, ...net } = preset('keras')
const python = join(process.cwd(), '.venv-formats/bin/python')
// One thread, so that both cost about the same and nothing else suffers.
const alone = { OMP_NUM_THREADS: '1', XLA_FLAGS: '--xla_cpu_multi_thread_eigen=false intra_op_parallelism_threads=1' }

async function trainHere({ training, validation }: Parts, seed: number): Promise<Curve> {
  const { history, classifier } = await fit(networkFrom(net), training, {
    ...recipe,
    epochs,
    validation,
    seed,
    threads: 1,
  })
  await classifier.dispose()
  return {
    accuracy: history.map(({ validationAccuracy }) => validationAccuracy!),
    loss: history.map(({ validationLoss }) => validationLoss!),
  }
}

async function trainInKeras({ training, validation }: Parts, seed: number): Promise<Curve> {
  const folder = await mkdtemp(join(tmpdir(), 'keras-curves-'))
  try {
    for (const [name, { images, labels }] of Object.entries({ training, heldOut: validation })) {
      await writeFile(join(folder, `${name}.images`), images)
      await writeFile(join(folder, `${name}.labels`), labels)
    }
    const words = ['bench/peers/keras_curves.py', folder, String(seed), String(epochs)]
    const { stdout } = await promisify(execFile)(python, words, { env: { ...process.env, ...alone } })
    return JSON.parse(stdout.trim().split('\n').at(-1)!) as Curve
  } finally {
    await rm(folder, { recursive: true })
  }
}

const { training: all } = await loadMnist({ parts: ['training'] })
const digits = values.limit === undefined ? all : takeDigits(all, whole('limit'))
const heldOut = Math.min(recipe.validation, Math.floor(digits.count / 10))
const curves: Record<'Keras' | 'here', Curve[]> = { Keras: [], here: [] }
for (let seed = 0; seed < seeds; seed++) {
  const parts = splitDigits(digits, { validation: heldOut, seed })
  for (const [name, train] of [
    ['Keras', trainInKeras],
    ['here', trainHere],
  ] as const) {
    const curve = await train(parts, seed)
    curves[name].push(curve)
    const told = curve.accuracy.map(value => (100 * value).toFixed(2)).join(' ')
    console.log(`${name.padEnd(5)} seed ${seed}: accuracy ${told} %, loss ${curve.loss.at(-1)!.toFixed(4)}`)
  }
}
console.log('\n| after epoch | Keras: accuracy | loss | here: accuracy | loss |\n|---:|---:|---:|---:|---:|')
for (let epoch = 0; epoch < epochs; epoch++) {
  const cells = [curves.Keras, curves.here].flatMap(runs => {
    const [accuracy, loss] = [runs.map(run => 100 * run.accuracy[epoch]!), runs.map(run => run.loss[epoch]!)]
    return [`${spreadOf(accuracy, 2)} %`, spreadOf(loss, 4)]
  })
  console.log(`| ${epoch + 1} | ${cells.join(' | ')} |`)
}
const images = `${formatCount(digits.count - heldOut)} training and ${formatCount(heldOut)} held-out images`
const subtitle = `The net and recipe of the preset keras: ${seeds} seeds each, and their mean; ${images}`
await writeFile(
  values.out,
  curvesFigure([panelOf('accuracy', 'Accuracy (%)', 100), panelOf('loss', 'Loss', 1)], subtitle),
)
console.log(`\n${values.out}`)

function spreadOf(numbers: readonly number[], digits: number): string {
  const { mean, deviation } = summarize(numbers)
  return `${mean.toFixed(digits)}${deviation === null ? '' : ` ± ${deviation.toFixed(digits)}`}`
}

function panelOf(measure: keyof Curve, title: string, scale: number): { title: string; lines: MeanLine[] } {
  const lines = Object.entries(curves).map(([name, runs]) => ({
    name,
    runs: runs.map(run => run[measure].map(value => scale * value)),
  }))
  return { title, lines }
}
