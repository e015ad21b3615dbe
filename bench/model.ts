import { copyFileSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { decode } from 'fast-png'
import { splitDigits } from '../src/data/digits.js'
import { loadMnist } from '../src/data/sources/mnist.js'
import { evaluateProbabilities } from '../src/evaluation/evaluate.js'
import { confidences } from '../src/evaluation/rejection.js'
import { svgToPng } from '../src/figures/png.js'
import { readWeights } from '../src/model/modelFile.js'
import { preset } from '../src/model/presets.js'
import { loadClassifier } from '../src/node/classifier.js'
import { randomStream } from '../src/random.js'
import { cropDigit } from '../src/reading/crop.js'
import type { Box, Plane } from '../src/reading/picture.js'
import { preparePicture } from '../src/reading/prepare.js'
import { drawOutlierImages } from '../src/synthesis/outlierImages.js'
import { cardNumbers, tradeOffFigure } from './modelCard.js'
import { runProcess } from './process.js'
import './tellErrors.js'

// Trains the model that ships with the package, and measures it for its card: models/digits.onnx, models/README.md. With --run,
// a training that is done already is taken.

/** Named before any model of the preset had seen the test images. */
const SEED = 0
const PRESET = 'handwriting'

const { values } = parseArgs({ options: { run: { type: 'string' }, threads: { type: 'string', default: '2' } } })
const root = process.cwd()
const folder = values.run ?? join(root, 'runs', 'shipped-model')
if (!existsSync(join(folder, 'model.onnx'))) {
  const recipe = ['--preset', PRESET, '--seed', String(SEED), '--threads', values.threads]
  const { exitCode, stderr } = await runProcess(
    process.execPath,
    [join(root, 'dist/cli/main.js'), 'train', ...recipe, '--out', folder],
    root,
  )
  if (exitCode !== 0) throw new Error(stderr)
}
const classifier = await loadClassifier(join(folder, 'model.onnx'))
const { metadata, model } = classifier
if (metadata.preset !== PRESET || metadata.seed !== SEED)
  throw new Error(
    `expected a run of the preset ${PRESET} from seed ${SEED}, received ${metadata.preset}, ${metadata.seed}`,
  )

const { training, test } = await loadMnist()
const { validation } = splitDigits(training, { validation: preset(PRESET).training.validation, seed: SEED })
const [heldOut, answers] = [await classifier.predict(validation.images), await classifier.predict(test.images)]
const sureOf = async (name: string, images: Uint8Array) => ({
  name,
  confidences: confidences(await classifier.predict(images), 10),
})
const measured = {
  test: { evaluation: evaluateProbabilities(answers, test.labels), probabilities: answers, labels: test.labels },
  heldOut: {
    probabilities: heldOut,
    labels: validation.labels,
    accuracy: evaluateProbabilities(heldOut, validation.labels).accuracy,
  },
  others: [
    await sureOf('generated non-digits', drawOutlierImages(5000, SEED + 1)),
    await sureOf('printed letters', printedLetters('ACDEFGHJKLMNPQRTUVWXYadefhkmnprtuvwxy')),
    await sureOf('all printed letters', printedLetters('ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz')),
    await sureOf('uniform noise', uniformNoise(1000)),
  ],
  temperature: metadata.temperature!,
  rejectThreshold: metadata.rejectThreshold!,
  bytes: model.length,
  weights: Object.values(readWeights(model)).reduce((total, { data }) => total + data.length, 0),
}

mkdirSync('models', { recursive: true })
copyFileSync(join(folder, 'model.onnx'), 'models/digits.onnx')
writeFileSync('models/refusal.svg', tradeOffFigure(measured))
const card = readFileSync('models/README.md', 'utf8')
const numbers = cardNumbers(measured)
writeFileSync(
  'models/README.md',
  card.replace(/<!-- numbers -->[\s\S]*<!-- \/numbers -->/, () => `<!-- numbers -->\n${numbers}\n<!-- /numbers -->`),
)
console.log(numbers)

/** Letters of a font that no training image came from, upright and slanted, in both weights, cut out as the reader does it. */
function printedLetters(letters: string): Uint8Array {
  const images = [...letters].flatMap(letter =>
    [400, 700].flatMap(weight =>
      [-12, 0, 12].flatMap(slant => {
        const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="120" height="120"><rect width="120" height="120" fill="#fff"/><text x="60" y="85" text-anchor="middle" font-family="Figtree" font-size="72" font-weight="${weight}" transform="skewX(${slant})">${letter}</text></svg>`
        const { data, width, height } = decode(svgToPng(svg, { scale: 1 }))
        const { grayLevels } = preparePicture({ data: data as Uint8Array, width, height })
        return cropDigit(grayLevels, darkBox(grayLevels)).dark
      }),
    ),
  )
  return Uint8Array.from(images.flatMap(image => [...image]))
}

/** Where a picture is darker than halfway. */
function darkBox({ data, width }: Plane): Box {
  const places = [...data.keys()].filter(at => data[at]! < 0.5)
  const [columns, rows] = [places.map(at => at % width), places.map(at => Math.floor(at / width))]
  const [x, y] = [Math.min(...columns), Math.min(...rows)]
  return { x, y, width: Math.max(...columns) + 1 - x, height: Math.max(...rows) + 1 - y }
}

function uniformNoise(count: number): Uint8Array {
  const random = randomStream(SEED, 'noise')
  return Uint8Array.from({ length: count * 784 }, () => random.integer(256))
}
