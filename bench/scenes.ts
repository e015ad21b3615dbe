import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { parseArgs } from 'node:util'
import type { ModelConfig } from '../src/model/modelConfig.js'
import { modelFrom } from '../src/model/modelFrom.js'
import { nodeRuntime } from '../src/runtime/node.js'
import type { BatchSource } from '../src/training/batchSource.js'
import { fit } from '../src/training/fit.js'
import { positionCrossentropy } from '../src/training/losses/positionCrossentropy.js'
import { adam } from '../src/training/optimizers.js'
import { scheduleFrom } from '../src/training/schedules.js'
import { type MakeBatch, workerBatches } from '../src/training/workerBatches.js'
import { spread } from './statistics.js'
import { formatSpread } from './tables.js'
import './tellErrors.js'

// Whether the time that a generator takes hides behind the steps: a net is trained on scenes that a worker draws while the steps
// before are computed, and on the same scenes from memory, in turn.

const { values } = parseArgs({
  options: {
    rounds: { type: 'string', default: '9' },
    steps: { type: 'string', default: '60' },
    batch: { type: 'string', default: '16' },
    threads: { type: 'string', default: '1' },
  },
})
const [rounds, steps, count, threads] = [values.rounds, values.steps, values.batch, values.threads].map(Number) as [
  number,
  number,
  number,
  number,
]
const folder = join(process.cwd(), 'bench/scenes')
const module = pathToFileURL(join(folder, 'drawScenes.js'))
const network = modelFrom(JSON.parse(readFileSync(join(folder, 'net.json'), 'utf8')) as ModelConfig)
const options = { count, seed: 3 }
const { default: drawScenes } = (await import(module.href)) as { default: MakeBatch<typeof options> }

const started = performance.now()
const drawn = await Promise.all(Array.from({ length: steps }, (_, step) => drawScenes(0, step, options)))
const perBatch = (performance.now() - started) / steps

/** Milliseconds of a step, from the first that is done to the last. */
async function timeSteps(source: BatchSource): Promise<number> {
  const times: number[] = []
  await fit(network, source, {
    runtime: nodeRuntime,
    loss: positionCrossentropy({ fromLogits: true }),
    optimizer: adam(),
    schedule: scheduleFrom({ kind: 'constant' }),
    epochs: 1,
    batchSize: count,
    seed: 1,
    threads,
    onStep: () => times.push(performance.now()),
  })
  return (times.at(-1)! - times[0]!) / (times.length - 1)
}

const worker = workerBatches(nodeRuntime, module, { stepsPerEpoch: steps, options })
const sources = {
  worker,
  memory: { stepsPerEpoch: steps, batch: (_: number, step: number) => drawn[step]! },
  caller: { stepsPerEpoch: steps, batch: (_: number, step: number) => drawScenes(0, step, options) },
}
type Name = keyof typeof sources
const measured: Record<Name, number>[] = []
await timeSteps(worker)
for (let round = 0; round < rounds; round++) {
  const names = Object.keys(sources) as Name[]
  // Whichever comes first in one round comes last in the next.
  const times: [Name, number][] = []
  for (const name of round % 2 === 0 ? names : names.toReversed()) times.push([name, await timeSteps(sources[name])])
  measured.push(Object.fromEntries(times) as Record<Name, number>)
}
await worker.close()

const of = (measure: (times: Record<Name, number>) => number) => formatSpread(spread(measured.map(measure)), 3)
console.log(`${count} scenes in a step, training threads: ${threads}, ${rounds} rounds of ${steps} steps
drawing a batch                     ${perBatch.toFixed(2)} ms
a step, from memory                 ${of(({ memory }) => memory)} ms
a step, drawn in a worker           ${of(({ worker }) => worker)} ms
a step, drawn in the same thread    ${of(({ caller }) => caller)} ms
in a worker / from memory           ${of(({ worker, memory }) => worker / memory)}
in the same thread / from memory    ${of(({ caller, memory }) => caller / memory)}`)
