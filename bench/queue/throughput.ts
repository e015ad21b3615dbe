import { parseQueueAddress } from '../../src/queue/address.js'
import { openJobQueue } from '../../src/queue/jobQueue.js'
import type { QueueServer } from '../../test/queue/startServers.js'
import { processorSeconds, residentMegabytes } from './processes.js'
import { endWorkers, startWorkers } from './workers.js'

/** Memory in megabytes after a tenth of the jobs, half of them, and all. */
export type Course = readonly [start: number, middle: number, end: number]

/** Jobs that are nothing but jobs: what the queue itself does in a second. */
export interface Throughput {
  readonly jobsPerSecond: number
  /** Processor time that the server takes for a job. */
  readonly serverSeconds: number
  readonly driver: Course
  /** Of all workers together. */
  readonly workers: Course
  readonly server: Course
}

/** Chunks of work that `mnist predict --queue` has under way, and how many it adds at a time. */
const [ahead, batch] = [512, 64]

/** Puts jobs into a queue, takes their results in order and forgets them, as `mnist predict --queue` does. */
export async function measureThroughput(server: QueueServer, jobs: number, count: number): Promise<Throughput> {
  const workers = await startWorkers(server.address, count)
  const queue = await openJobQueue(parseQueueAddress(server.address))
  const idOf = (n: number) => `tiny-${n}`
  const courses = { driver: [] as number[], workers: [] as number[], server: [] as number[] }
  const looks = [0.1, 0.5, 1].map(fraction => Math.ceil(fraction * jobs))
  const before = processorSeconds(server.pid)
  const began = performance.now()
  let added = 0
  for (let taken = 0; taken < jobs; taken++) {
    while (added < Math.min(jobs, taken + ahead - batch)) {
      const numbers = Array.from({ length: Math.min(batch, jobs - added) }, (_, at) => added + at)
      await queue.add(numbers.map(n => ({ id: idOf(n), kind: 'tiny', payload: { n } })))
      added += numbers.length
    }
    const outcome = await queue.outcome(idOf(taken))
    if (outcome?.state !== 'done' || outcome.result !== taken * 2)
      throw new Error(`job ${taken}: expected ${taken * 2}, received ${JSON.stringify(outcome)}`)
    await queue.remove(idOf(taken))
    if (looks.includes(taken + 1)) {
      courses.driver.push(process.memoryUsage.rss() / 2 ** 20)
      courses.workers.push(workers.reduce((sum, { pid }) => sum + residentMegabytes(pid!), 0))
      courses.server.push(residentMegabytes(server.pid))
    }
  }
  const seconds = (performance.now() - began) / 1000
  const serverSeconds = (processorSeconds(server.pid) - before) / jobs
  await endWorkers(workers)
  await queue.close()
  return {
    jobsPerSecond: jobs / seconds,
    serverSeconds,
    ...(courses as unknown as Record<'driver' | 'workers' | 'server', Course>),
  }
}
