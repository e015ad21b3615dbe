import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { parseArgs } from 'node:util'
import { decodeCheckpoint, encodeCheckpoint } from '../src/model/checkpoint.js'
import type { ModelConfig } from '../src/model/modelConfig.js'
import { exportModel } from '../src/model/modelFile.js'
import { modelFrom } from '../src/model/modelFrom.js'
import { boxError, digitRecall } from '../src/recipe/finderLoss.js'
import { nodeRuntime } from '../src/runtime/node.js'
import { fit } from '../src/training/fit.js'
import { positionCrossentropy } from '../src/training/losses/positionCrossentropy.js'
import { weightedSum } from '../src/training/losses/weightedSum.js'
import { positionAccuracy } from '../src/training/metrics.js'
import { adamw } from '../src/training/optimizers.js'
import { scheduleFrom } from '../src/training/schedules.js'
import { workerBatches } from '../src/training/workerBatches.js'
import { anySize } from './finder/anySize.js'
import type { SceneOptions } from './finder/sceneBatches.js'
import './tellErrors.js'

// Trains the finder that ships with the package: models/finder.onnx. Scenes are drawn while it learns, none twice. A training that was
// interrupted goes on from its checkpoint.

/** Digits are worth more than what is none, since there is much less of them. */
const CLASS_WEIGHTS = [...new Array<number>(10).fill(2), 1]

const { values } = parseArgs({
  options: {
    out: { type: 'string', default: 'runs/finder' },
    epochs: { type: 'string', default: '75' },
    steps: { type: 'string', default: '100' },
    batch: { type: 'string', default: '32' },
    threads: { type: 'string', default: '2' },
    seed: { type: 'string', default: '0' },
  },
})
const [epochs, steps, count, threads, seed] = (['epochs', 'steps', 'batch', 'threads', 'seed'] as const).map(name =>
  Number(values[name]),
) as [number, number, number, number, number]
const network = modelFrom(JSON.parse(readFileSync('bench/finder/net.json', 'utf8')) as ModelConfig)
const side = network.inputs[0]!.shape[1]!
const scenes = workerBatches(
  nodeRuntime,
  pathToFileURL(join(process.cwd(), 'bench/build/bench/finder/sceneBatches.js')),
  { stepsPerEpoch: steps, options: { count, seed, side } satisfies SceneOptions },
)
mkdirSync(values.out, { recursive: true })
const checkpoint = join(values.out, 'checkpoint.safetensors')
const { state } = await fit(network, scenes, {
  runtime: nodeRuntime,
  loss: weightedSum([
    {
      loss: positionCrossentropy({ output: 'classes', fromLogits: true, classWeights: CLASS_WEIGHTS }),
      weight: 1,
    },
    { loss: positionCrossentropy({ output: 'separators', target: 'separator', fromLogits: true }), weight: 1 },
    { loss: boxError(), weight: 1 },
  ]),
  metrics: {
    accuracy: positionAccuracy({ output: 'classes' }),
    separators: positionAccuracy({ output: 'separators', target: 'separator' }),
    digits: digitRecall,
  },
  optimizer: adamw({ learningRate: 0.004, beta1: 0.9, beta2: 0.98, weightDecay: 0.01 }),
  schedule: scheduleFrom({ kind: 'oneCycle', warmup: 0.1 }),
  epochs,
  batchSize: count,
  seed,
  threads,
  ...(existsSync(checkpoint) && {
    resume: decodeCheckpoint<'accuracy' | 'separators' | 'digits'>(readFileSync(checkpoint)),
  }),
  onEpoch({ epoch, trainLoss, trainAccuracy, trainDigits, seconds }) {
    const [places, digits] = [trainAccuracy, trainDigits].map(share => `${(100 * share!).toFixed(2)} %`)
    console.log(
      `Epoch ${epoch}/${epochs}  ${seconds.toFixed(0)} s  loss ${trainLoss.toFixed(4)}  right places ${places}  of digits ${digits}`,
    )
  },
  onCheckpoint(state) {
    writeFileSync(`${checkpoint}.new`, encodeCheckpoint(state))
    renameSync(`${checkpoint}.new`, checkpoint)
  },
})
await scenes.close()
const metadata = { seed: String(seed), steps: String(epochs * steps), batchSize: String(count) }
writeFileSync('models/finder.onnx', anySize(exportModel(network, state.parameters), metadata))
console.log('models/finder.onnx is written')
