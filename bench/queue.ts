import { parseArgs } from 'node:util'
import { startPostgres, startRedis } from '../test/queue/startServers.js'
import { describeMachine, isBusy, loadAverage, othersShare } from './machine.js'
import { measureOverhead } from './queue/overhead.js'
import { simulate } from './queue/simulation.js'
import { measureStudyCosts } from './queue/studyCosts.js'
import { type Course, measureThroughput } from './queue/throughput.js'
import { spread } from './statistics.js'
import { markdownTable } from './tables.js'
import './tellErrors.js'

// What a queue costs: jobs that do nothing, a training through the queue beside the same one without it, and a study whose trainings take
// no time. From these, a simulation says how many workers one study keeps busy.

const { values } = parseArgs({
  options: {
    backends: { type: 'string', default: 'redis,postgres' },
    jobs: { type: 'string', default: '10000' },
    rounds: { type: 'string', default: '5' },
    limit: { type: 'string' },
    trials: { type: 'string', default: '300' },
    costs: { type: 'string' }, // milliseconds of the study's process, of the server, and of waiting: the simulation alone
  },
})
const backends = { redis: startRedis, postgres: startPostgres }
const [jobs, rounds, trials] = [values.jobs, values.rounds, values.trials].map(Number) as [number, number, number]
const limit = values.limit === undefined ? null : Number(values.limit)
const names = values.backends.split(',')
for (const name of names)
  if (!Object.hasOwn(backends, name)) throw new Error(`--backends: expected redis or postgres, received ${name}`)

/** What the simulation says of up to a thousand workers. */
function tableOf(driverSeconds: number, serverSeconds: number, waitSeconds: number): string {
  const percent = (fraction: number) => `${(100 * fraction).toFixed(0)} %`
  const rows = [10, 60, 600].flatMap(trainingSeconds =>
    [1, 10, 100, 1000].map(workers => {
      const model = { workers, trainingSeconds, waitSeconds, driverSeconds, serverSeconds }
      const { trialsPerHour, efficiency, driverBusy, serverBusy } = simulate(model)
      const cells = [`${trainingSeconds} s`, String(workers), trialsPerHour.toFixed(0)]
      return [...cells, ...[efficiency, driverBusy, serverBusy].map(percent)]
    }),
  )
  const heads = ['a training takes', 'workers', 'trials per hour', 'efficiency', "the study's process", 'the server']
  return markdownTable(heads, rows)
}

if (values.costs !== undefined) {
  const [driver, server, wait] = values.costs.split(',').map(text => Number(text) / 1000)
  if (![driver, server, wait].every(seconds => seconds !== undefined && seconds >= 0))
    throw new Error(`--costs: expected three numbers ≥ 0, such as 68,25,0, received ${values.costs}`)
  console.log(tableOf(driver!, server!, wait!))
  process.exit()
}

const machine = describeMachine()
const busy = isBusy(loadAverage(), [await othersShare()], machine.cores)
console.log(`${machine.processor}, ${machine.cores} cores${busy ? '; BUSY with other work' : ''}\n`)

const milliseconds = (seconds: number) => (1000 * seconds).toFixed(1)
const course = (values: Course) => values.map(value => value.toFixed(0)).join(', ')

for (const name of names as (keyof typeof backends)[]) {
  const server = await backends[name]()
  try {
    const throughput = await measureThroughput(server, jobs, 4)
    console.log(
      `${name}: ${jobs} tiny jobs by 4 workers: ${throughput.jobsPerSecond.toFixed(0)} per second, ${milliseconds(throughput.serverSeconds)} ms of the server each`,
    )
    console.log(
      `  memory in MB after a tenth, half, all: who gives them ${course(throughput.driver)}; the workers ${course(throughput.workers)}; the server ${course(throughput.server)}`,
    )

    const { pairs, output } = await measureOverhead(server.address, rounds, limit)
    const ratio = spread(pairs.map(({ directSeconds, queuedSeconds }) => queuedSeconds / directSeconds))
    const direct = spread(pairs.map(({ directSeconds }) => directSeconds))
    const more = spread(pairs.map(({ directSeconds, queuedSeconds }) => queuedSeconds - directSeconds))
    console.log(
      `  a training of ${direct.median.toFixed(2)} s: ${ratio.median.toFixed(3)} (${ratio.low.toFixed(3)} to ${ratio.high.toFixed(3)}) of that time through the queue, ${milliseconds(more.median)} ms more (${milliseconds(more.low)} to ${milliseconds(more.high)}), median of ${rounds} pairs`,
    )

    const costs = await measureStudyCosts(server, output, trials)
    console.log(
      `  a study of ${trials} trials that take no time: ${milliseconds(costs.trialSeconds)} ms each, of which ${milliseconds(costs.driverSeconds)} ms of its process and ${milliseconds(costs.serverSeconds)} ms of the server`,
    )

    // What the process waits for the server and the disk is time of its own, too.
    console.log(`\n${tableOf(costs.trialSeconds, costs.serverSeconds, Math.max(0, more.median))}\n`)
  } finally {
    await server.stop()
  }
}
