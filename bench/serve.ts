import { fork } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { availableParallelism, tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { takeDigits } from '../src/data/digits.js'
import { loadMnist } from '../src/data/sources/mnist.js'
import { networkFrom } from '../src/model/configuration.js'
import { type PresetName, preset } from '../src/model/presets.js'
import { saveClassifier } from '../src/node/classifier.js'
import { fit } from '../src/node/fit.js'
import { describeMachine, isBusy, loadAverage, othersShare } from './machine.js'
import type { Load, Loaded } from './serve/load.js'
import { type Service, startFastApi, startOurs } from './serve/services.js'
import { type InRound, roundRatios, spread } from './statistics.js'
import { formatRatio, formatSpread, markdownTable } from './tables.js'
import './tellErrors.js'

// Requests about one digit that `mnist serve` answers in a second, beside a service of the same model by FastAPI and ONNX Runtime, in turn: both
// run throughout, and one is asked at a time.

const { values } = parseArgs({
  options: {
    models: { type: 'string', default: 'shipped,keras,fast,mlp' },
    forms: { type: 'string', default: 'binary,json' },
    connections: { type: 'string', default: '64' },
    seconds: { type: 'string', default: '5' },
    rounds: { type: 'string', default: '5' },
    threads: { type: 'string', default: String(availableParallelism()) },
    venv: { type: 'string', default: '.venv-bench-serve' },
    alone: { type: 'boolean', default: false }, // mnist serve alone
  },
})
const { connections, seconds, rounds, threads } = values
const home = mkdtempSync(join(tmpdir(), 'mnist-bench-serve-'))
const { training } = await loadMnist({ parts: ['training'] })

/** The model file of a name; what a preset has learned does not matter here. */
async function modelFile(name: string): Promise<string> {
  if (name === 'shipped') return 'models/digits.onnx'
  const path = join(home, `${name}.onnx`)
  const network = networkFrom(preset(name as PresetName))
  const { classifier } = await fit(network, takeDigits(training, 512), { epochs: 1, batchSize: 128, validation: 0 })
  await saveClassifier(classifier, path)
  await classifier.dispose()
  return path
}

/** What a service answered, and the processor time that each answer took it, in milliseconds. */
interface Asked extends Loaded {
  readonly processor: number
}

async function ask({ port, requests, processorSeconds }: Service, form: string): Promise<Asked> {
  const child = fork(fileURLToPath(new URL('./serve/load.js', import.meta.url)))
  const load: Load = {
    port,
    request: requests[form as keyof Service['requests']].toString('base64'),
    connections: Number(connections),
    warmUp: 1000,
    duration: 1000 * Number(seconds),
  }
  const before = processorSeconds()
  child.send(load)
  const [loaded] = (await once(child, 'message')) as [Loaded]
  if (loaded.failed > 0) throw new Error(`expected answers of status 200, received ${loaded.failed} others`)
  return { ...loaded, processor: (1000 * (processorSeconds() - before)) / loaded.answered }
}

const machine = describeMachine()
const busy = isBusy(loadAverage(), [await othersShare()], machine.cores)
console.log(
  `${machine.processor}, ${machine.cores} cores, load average ${loadAverage()?.toFixed(1)}${busy ? '; BUSY with other work' : ''}; ` +
    `${connections} connections, ${rounds} rounds of ${seconds} s\n`,
)
const rows: string[][] = []
try {
  for (const name of values.models.split(',')) {
    const model = await modelFile(name)
    const services = [
      await startOurs(model, Number(threads)),
      ...(values.alone ? [] : [await startFastApi(model, Number(threads), values.venv)]),
    ]
    try {
      for (const form of values.forms.split(',')) {
        const found = services.map(service => ({ service, all: [] as (Asked & { readonly round: number })[] }))
        for (let round = 0; round < Number(rounds); round++)
          for (const { service, all } of found) all.push({ round, ...(await ask(service, form)) })
        const rates = found.map(({ all }) => all.map(({ round, perSecond }): InRound => ({ round, value: perSecond })))
        for (const [index, { service, all }] of found.entries()) {
          const over = index > 0 ? roundRatios(rates[0]!, rates[index]!) : undefined
          const of = (key: 'perSecond' | 'p50' | 'p99' | 'processor') => spread(all.map(each => each[key]))
          rows.push([
            `${name}, ${form}: ${service.name}`,
            formatSpread(of('perSecond'), 0),
            ...[formatSpread(of('p50'), 1), formatSpread(of('p99'), 1)],
            formatSpread(of('processor'), 2),
            service.peakMemory().toFixed(0),
            over ? formatRatio(over) : '',
          ])
        }
      }
    } finally {
      for (const service of services) await service.end()
    }
  }
} finally {
  rmSync(home, { recursive: true })
}
const heads = [
  '',
  'requests per second',
  'p50, ms',
  'p99, ms',
  'processor time a request, ms',
  'peak memory, MB',
  'mnist serve answers … times as many',
]
console.log(markdownTable(heads, rows))
