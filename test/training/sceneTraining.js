import { existsSync, readFileSync, writeSync } from 'node:fs'
import { join } from 'node:path'
import { cast, equalMask, greaterMask, multiply, subtract } from '../../dist/graph/elementwise.js'
import { argMax, sum } from '../../dist/graph/reduction.js'
import { transpose } from '../../dist/graph/shape.js'
import { scalar } from '../../dist/graph/tensor.js'
import { decodeCheckpoint, encodeCheckpoint } from '../../dist/model/checkpoint.js'
import { modelFrom } from '../../dist/model/modelFrom.js'
import { writeWhole } from '../../dist/node/files.js'
import { nodeRuntime } from '../../dist/runtime/node.js'
import { fit } from '../../dist/training/fit.js'
import { positionCrossentropy } from '../../dist/training/losses/positionCrossentropy.js'
import { adam } from '../../dist/training/optimizers.js'
import { scheduleFrom } from '../../dist/training/schedules.js'
import { workerBatches } from '../../dist/training/workerBatches.js'

// Trains on scenes that a worker draws, as a process that a test kills: it tells each step on standard output, keeps a checkpoint
// every five steps, and goes on from that where there is one.
//
//   node sceneTraining.js FOLDER EPOCHS

const [folder, epochs] = process.argv.slice(2)
const network = modelFrom(JSON.parse(readFileSync(new URL('../../bench/scenes/net.json', import.meta.url), 'utf8')))
const checkpoint = join(folder, 'checkpoint.safetensors')
const resume = existsSync(checkpoint) ? decodeCheckpoint(readFileSync(checkpoint)) : undefined
const scenes = workerBatches(nodeRuntime, new URL('../../bench/scenes/drawScenes.js', import.meta.url), {
  stepsPerEpoch: 5,
  options: { count: 8, seed: 3 },
})

/** The fraction of the positions with a digit whose digit is found: background is easy. */
function digitAccuracy({ [network.outputs[0].name]: logits }, { label }) {
  const isDigit = subtract(scalar(1), greaterMask(cast(label, 'float32'), 9.5))
  const hits = equalMask(argMax(transpose(logits, [0, 2, 3, 1])), cast(label, 'int64'))
  return { total: sum(multiply(hits, isDigit), [1, 2]), count: sum(isDigit, [1, 2]) }
}

const tell = message => writeSync(1, `${JSON.stringify(message)}\n`)

tell({ resumedAfter: resume?.epoch ?? 0 })
await fit(network, scenes, {
  runtime: nodeRuntime,
  loss: positionCrossentropy({ fromLogits: true, classWeights: [...Array(10).fill(10), 1] }),
  metrics: { digitAccuracy },
  optimizer: adam({ learningRate: 0.02 }),
  schedule: scheduleFrom({ kind: 'oneCycle' }),
  epochs: Number(epochs),
  batchSize: 8,
  seed: 1,
  threads: 2,
  ...(resume && { resume }),
  onStep: ({ epoch, step }) => tell({ step: (epoch - 1) * scenes.stepsPerEpoch + step }),
  onCheckpoint: state => writeWhole(checkpoint, encodeCheckpoint(state)),
}).finally(scenes.close)
