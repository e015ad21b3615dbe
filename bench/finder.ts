import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { parseArgs } from 'node:util'
import { decodeCheckpoint, encodeCheckpoint } from '../src/model/checkpoint.js'
import type { ModelConfig } from '../src/model/modelConfig.js'
import { printModel } from '../src/model/modelFile.js'
import { modelFrom } from '../src/model/modelFrom.js'
import { boxError, digitRecall } from '../src/recipe/finderLoss.js'
import { nodeRuntime } from '../src/runtime/node.js'
import { fit } from '../src/training/fit.js'
import { positionCrossentropy } from '../src/training/losses/positionCrossentropy.js'
import { weightedSum } from '../src/training/losses/weightedSum.js'
import { positionAccuracy } from '../src/training/metrics.js'
import { adamw } from '../src/training/optimizers.js'
import { scheduleFrom } from '../src/training/schedules.js'
import { initialState, type TrainingState } from '../src/training/state.js'
import { workerBatches } from '../src/training/workerBatches.js'
import './tellErrors.js'

// Trains the net that finds digits, on scenes that are drawn while it learns.

const { values } = parseArgs({
  options: {
    out: { type: 'string', default: 'runs/finder' },
    epochs: { type: 'string', default: '20' },
    steps: { type: 'string', default: '200' },
    batch: { type: 'string', default: '32' },
    rate: { type: 'string', default: '0.004' },
    threads: { type: 'string', default: '2' },
    workers: { type: 'string', default: '1' },
    seed: { type: 'string', default: '0' },
    net: { type: 'string', default: 'bench/finder/net.json' },
    from: { type: 'string' },
  },
})
const [epochs, steps, count, threads, seed, workers] = [
  values.epochs,
  values.steps,
  values.batch,
  values.threads,
  values.seed,
  values.workers,
].map(Number) as [number, number, number, number, number, number]
const network = modelFrom(JSON.parse(readFileSync(values.net, 'utf8')) as ModelConfig)
const side = network.inputs[0]!.shape[1]!
mkdirSync(values.out, { recursive: true })
const checkpoint = join(values.out, 'checkpoint.safetensors')
const source = workerBatches(
  nodeRuntime,
  pathToFileURL(join(process.cwd(), 'bench/build/bench/finder/sceneBatches.js')),
  {
    stepsPerEpoch: steps,
    options: { count, seed, side },
    workers,
  },
)
const optimizer = adamw({ learningRate: Number(values.rate), beta1: 0.9, beta2: 0.98, weightDecay: 0.01 })
const started = performance.now()
type State = TrainingState<'accuracy' | 'digits'>
const read = (file: string): State => decodeCheckpoint<'accuracy' | 'digits'>(readFileSync(file))
// A training that was interrupted goes on; a new one may begin with the weights of another.
const begun = existsSync(checkpoint)
  ? read(checkpoint)
  : values.from && {
      ...initialState<'accuracy' | 'digits'>(network, optimizer, seed),
      parameters: read(values.from).parameters,
    }
const { state } = await fit(network, source, {
  runtime: nodeRuntime,
  loss: weightedSum([
    {
      loss: positionCrossentropy({
        output: 'classes',
        fromLogits: true,
        classWeights: [2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 1],
      }),
      weight: 1,
    },
    { loss: boxError(), weight: 1 },
  ]),
  metrics: { accuracy: positionAccuracy({ output: 'classes' }), digits: digitRecall },
  optimizer,
  schedule: scheduleFrom({ kind: 'oneCycle', warmup: 0.1 }),
  epochs,
  batchSize: count,
  seed,
  threads,
  ...(begun && { resume: begun }),
  onEpoch: ({ epoch, trainLoss, trainAccuracy, trainDigits, seconds }: any) =>
    console.log(
      `${epoch} loss ${trainLoss.toFixed(4)} accuracy ${trainAccuracy.toFixed(4)} digits ${trainDigits.toFixed(4)} ${seconds.toFixed(1)} s, total ${((performance.now() - started) / 1000).toFixed(0)} s`,
    ),
  onCheckpoint(state) {
    writeFileSync(`${checkpoint}.new`, encodeCheckpoint(state as never))
    renameSync(`${checkpoint}.new`, checkpoint)
    writeFileSync(join(values.out, 'finder.onnx'), printModel(network, state.parameters))
  },
})
await source.close()
writeFileSync(join(values.out, 'finder.onnx'), printModel(network, state.parameters))
