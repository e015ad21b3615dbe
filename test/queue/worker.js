// @ts-check
import { setTimeout as sleep } from 'node:timers/promises'
import { parseQueueAddress } from '../../dist/queue/address.js'
import { HandedBack, startJobWorker } from '../../dist/queue/jobWorker.js'

// A worker as a process of its own, which tests kill: node worker.js ADDRESS LOCK_SECONDS. It prints what it does, a line each.

const [address = '', lockSeconds = ''] = process.argv.slice(2)

/** @param {string} line */
const tell = line => process.stdout.write(`${line}\n`)

/** @type {import('../../dist/queue/jobWorker.js').JobHandler} */
async function square(payload) {
  const { n } = /** @type {{ n: number }} */ (payload)
  return n * n
}

/**
 * Counts to `steps`, and keeps each number, so that the next worker goes on from there.
 *
 * @type {import('../../dist/queue/jobWorker.js').JobHandler}
 */
async function count(payload, { id, artifacts, signal }) {
  const { steps, pause } = /** @type {{ steps: number, pause: number }} */ (payload)
  const kept = await artifacts.get(`${id}.checkpoint`)
  let step = kept ? Number(new TextDecoder().decode(kept)) : 0
  tell(`${id} from ${step}`)
  while (step < steps) {
    await sleep(pause)
    step++
    await artifacts.put(`${id}.checkpoint`, new TextEncoder().encode(String(step)))
    tell(`${id} at ${step}`)
    if (signal.aborted) throw new HandedBack()
  }
  return { counted: step }
}

/** @type {import('../../dist/queue/jobWorker.js').JobHandler} */
function poison() {
  process.kill(process.pid, 'SIGKILL')
  return new Promise(() => {})
}

/** @type {import('../../dist/queue/jobWorker.js').JobHandler} */
async function fail() {
  throw new Error(`no luck with ${address}`)
}

const worker = await startJobWorker(parseQueueAddress(address), {
  handlers: { square, count, poison, fail },
  lockSeconds: Number(lockSeconds),
  onJob: ({ id, state, reason = '' }) => tell(`${state} ${id} ${reason}`),
  onAway: sentence => tell(`away ${sentence}`),
})
process.once('SIGTERM', () => worker.drain())
tell('ready')
await worker.ended.catch(error => tell(`ended: ${error.message}`))
tell('ended')
process.exit()
