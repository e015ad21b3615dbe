import { type ChildProcess, spawn } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import { availableParallelism } from 'node:os'
import { parseArgs } from 'node:util'
import { loadMnist } from '../src/data/sources/mnist.js'
import { networkFrom, parseRecipe } from '../src/model/configuration.js'
import { classificationExamples, classificationObjective } from '../src/recipe/objective.js'
import { nodeRuntime } from '../src/runtime/node.js'
import { arrayBatches } from '../src/training/batchSource.js'
import { createEngine } from '../src/training/engine.js'
import { optimizerFrom } from '../src/training/optimizers.js'
import { initialState } from '../src/training/state.js'
import { configurationOf } from './configuration.js'
import { median } from './statistics.js'
import { formatNumber, textTable } from './tables.js'
import './tellErrors.js'

// What training loses beside processes that compute without a pause: steps of the whole engine, alone and beside some of them, in turn.

const { values } = parseArgs({
  options: {
    preset: { type: 'string', default: 'fast' },
    threads: { type: 'string', default: String(availableParallelism()) },
    hogs: { type: 'string', default: '0,1,2' },
    steps: { type: 'string', default: '60' },
    rounds: { type: 'string', default: '7' },
  },
})
const [threads, steps, rounds] = [values.threads, values.steps, values.rounds].map(Number) as [number, number, number]
const counts = values.hogs.split(',').map(Number)

const { training: options, ...net } = await configurationOf(values.preset)
const recipe = parseRecipe(options)
const network = networkFrom(net)
const optimizer = optimizerFrom(recipe.optimizer)
const { training: digits } = await loadMnist({ parts: ['training'] })
const { batchSize, labelSmoothing } = recipe
const source = arrayBatches(classificationExamples(digits), { batchSize, seed: 0 })
const engine = await createEngine(network, initialState(network, optimizer, 0), {
  ...classificationObjective({ labelSmoothing }),
  ...{ runtime: nodeRuntime, optimizer, batchSize, threads, seed: 0, scores: false },
})
let iteration = 0

/** The steps of `fit`: the next batch is loaded while one is computed. */
async function takeSteps(): Promise<void> {
  const load = async () => {
    const step = iteration % (source.stepsPerEpoch - 1) // the last batch is smaller
    engine.load(await source.batch(0, step), [0, step])
  }
  await load()
  for (let step = 0; step < steps; step++) {
    const computed = engine.computeGradients()
    iteration++
    await load()
    await computed
    await engine.update(iteration, 1e-4)
  }
}

/** Seconds that a process has computed, as Linux tells it; NaN elsewhere. */
function secondsOf({ pid }: ChildProcess): number {
  const file = `/proc/${pid}/stat`
  if (!existsSync(file)) return Number.NaN
  const [user, system] = readFileSync(file, 'utf8').split(') ')[1]!.split(' ').slice(11, 13).map(Number)
  return (user! + system!) / 100
}

const hogs = Array.from({ length: Math.max(...counts) }, () => {
  const hog = spawn(process.execPath, ['--eval', 'for (;;);'], { stdio: 'ignore' })
  hog.kill('SIGSTOP')
  return hog
})
const found = counts.map(count => ({ count, wall: [] as number[], lost: [] as number[] }))
try {
  await takeSteps() // warms up
  for (let round = 0; round < rounds; round++)
    for (const { count, wall, lost } of found) {
      const running = hogs.slice(0, count)
      const [before, own, started] = [running.map(secondsOf), process.cpuUsage(), performance.now()]
      for (const hog of running) hog.kill('SIGCONT')
      await takeSteps()
      for (const hog of running) hog.kill('SIGSTOP')
      wall.push((performance.now() - started) / steps)
      const { user, system } = process.cpuUsage(own)
      const each = running.reduce((total, hog, i) => total + secondsOf(hog) - before[i]!, 0) / count
      lost.push((threads * each * 1e6) / (user + system))
    }
} finally {
  for (const hog of hogs) hog.kill('SIGKILL')
  await engine.dispose()
}
const alone = median(found[0]!.wall)
const cores = availableParallelism()
const rows = found.map(({ count, wall, lost }) => {
  const fair = Math.max(1, (threads + count) / cores)
  return [
    String(count),
    formatNumber(median(wall), 1),
    formatNumber(median(wall) / alone, 2),
    formatNumber(median(wall) / alone / fair, 2),
    count === 0 || Number.isNaN(median(lost)) ? '–' : formatNumber(median(lost), 2),
  ]
})
console.log(textTable(['others', 'ms a step', '× alone', '× fair share', 'CPU of an other / CPU of a thread'], rows))
