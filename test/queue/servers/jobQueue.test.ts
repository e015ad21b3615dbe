import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { parseQueueAddress } from '../../../src/queue/address.js'
import { type JobQueue, openJobQueue } from '../../../src/queue/jobQueue.js'
import { startJobWorker } from '../../../src/queue/jobWorker.js'
import { layCable, password, type QueueServer, startPostgres, startRedis } from '../startServers.js'
import { startWorkerProcess, type WorkerProcess } from '../workerProcess.js'

// Workers as processes, real servers, real cuts of the network.

const backends = { redis: startRedis, postgres: startPostgres }

/** Seconds that the network is cut: those of a switch that restarts. */
const cutSeconds = 20

describe.each(Object.entries(backends))('a queue on %s', (_, start) => {
  let server: QueueServer
  let queue: JobQueue
  const workers: WorkerProcess[] = []

  const startWorker = (address = server.address, lockSeconds?: number) => {
    const worker = startWorkerProcess(address, lockSeconds)
    workers.push(worker)
    return worker
  }
  const outcomeOf = async (id: string) => {
    const outcome = await queue.outcome(id)
    return outcome?.state === 'done' ? outcome.result : outcome
  }

  beforeAll(async () => {
    server = await start()
    queue = await openJobQueue(parseQueueAddress(server.address))
  })
  afterEach(async () => {
    for (const { child, ended } of workers.splice(0)) {
      child.kill('SIGKILL')
      await ended
    }
  })
  afterAll(async () => {
    await queue.close()
    await server.stop()
  })

  test('a job is done once by some worker, however often it is added', async () => {
    const job = { id: 'square-7', kind: 'square', payload: { n: 7 } }
    await queue.add([job])
    const worker = startWorker()
    expect(await queue.outcome('square-7')).toEqual({
      state: 'done',
      result: 49,
      worker: expect.stringMatching(/-\d+$/),
    })
    await queue.add([job, { id: 'square-8', kind: 'square', payload: { n: 8 } }])
    expect(await outcomeOf('square-8')).toBe(64)
    expect(worker.lines.filter(line => line.startsWith('begun square-7'))).toHaveLength(1)
    await queue.remove('square-7')
    expect(await queue.outcome('square-7')).toEqual({ state: 'missing' })
  })

  test('another worker goes on from the checkpoint of one that was killed', async () => {
    await queue.add([{ id: 'count-1', kind: 'count', payload: { steps: 6, pause: 150 } }])
    const first = startWorker(server.address, 2)
    await first.line(/count-1 at 3/)
    first.child.kill('SIGKILL')
    const second = startWorker(server.address, 2)
    expect(await outcomeOf('count-1')).toEqual({ counted: 6 })
    expect(await second.line(/count-1 from/)).toMatch(/from [345]$/)
  })

  test('a worker that is asked to end leaves its job to the next, at once', async () => {
    await queue.add([{ id: 'count-2', kind: 'count', payload: { steps: 6, pause: 100 } }])
    const first = startWorker()
    await first.line(/count-2 at 2/)
    first.child.kill('SIGTERM')
    await first.ended
    expect(first.lines.at(-1)).toBe('ended')
    expect(first.lines).toContain('handed back count-2 ')
    const second = startWorker()
    expect(await outcomeOf('count-2')).toEqual({ counted: 6 })
    expect(await second.line(/count-2 from/)).toMatch(/from [2345]$/)
  })

  test('a network that is cut and mended changes nothing, nor does one that forgets its connections', async () => {
    const cable = await layCable(server.port)
    const worker = startWorker(server.address.replace(String(server.port), String(cable.port)))
    await queue.add([
      { id: 'count-3', kind: 'count', payload: { steps: 10, pause: 50 } },
      { id: 'count-4', kind: 'count', payload: { steps: 10, pause: 50 } },
    ])
    await worker.line(/count-3 at 2/)
    cable.cut()
    await new Promise(resolve => setTimeout(resolve, cutSeconds * 1000))
    cable.mend()
    expect(await outcomeOf('count-3')).toEqual({ counted: 10 })
    await worker.line(/count-4 at 2/)
    cable.cut()
    cable.reset()
    cable.mend()
    expect(await outcomeOf('count-4')).toEqual({ counted: 10 })
    expect(worker.lines.filter(line => /^(begun|failed|handed)/.test(line))).toEqual([
      'begun count-3 ',
      'begun count-4 ',
    ])
    worker.child.kill('SIGTERM')
    await worker.ended
    await cable.close()
  })

  test('a server that restarts loses no job, and those who work with it wait for it', async () => {
    await queue.add([
      { id: 'count-5', kind: 'count', payload: { steps: 10, pause: 50 } },
      { id: 'count-6', kind: 'count', payload: { steps: 2, pause: 50 } },
    ])
    const worker = startWorker()
    await worker.line(/count-5 at 2/)
    await server.restart()
    expect(await outcomeOf('count-5')).toEqual({ counted: 10 })
    expect(await outcomeOf('count-6')).toEqual({ counted: 2 })
    expect(worker.lines.filter(line => line.startsWith('failed'))).toEqual([])
  })

  test('what fails again and again is set aside, with a reason that shows no password', async () => {
    await queue.add([
      { id: 'fail-1', kind: 'fail', payload: {} },
      { id: 'square-9', kind: 'square', payload: { n: 9 } },
    ])
    const worker = startWorker()
    expect(await outcomeOf('square-9')).toBe(81)
    const outcome = await queue.outcome('fail-1')
    expect(outcome).toEqual({
      state: 'failed',
      reason: expect.stringContaining('no luck with'),
      worker: expect.anything(),
    })
    expect(JSON.stringify([outcome, worker.lines])).not.toContain(password)
    expect(JSON.stringify([outcome, worker.lines])).not.toContain(encodeURIComponent(password))
    expect(worker.lines.filter(line => line.startsWith('begun fail-1'))).toHaveLength(3)
  })

  test('a worker refuses a job of a kind that it does not know, and leaves it', async () => {
    await queue.add([{ id: 'square-10', kind: 'unknown', payload: { n: 10 } }])
    const worker = startWorker()
    expect(await worker.line(/^ended: /)).toMatch(
      /127\.0\.0\.1:\d+.*: expected jobs of square and count and poison and fail, received one of unknown/,
    )
    await worker.ended
    const handlers = { unknown: async () => 'done' }
    const other = await startJobWorker(parseQueueAddress(server.address), { handlers })
    expect(await outcomeOf('square-10')).toBe('done')
    await other.drain()
  })
})
