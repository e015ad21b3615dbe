import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { parseQueueAddress } from '../../src/queue/address.js'
import { openBackend, queueName } from '../../src/queue/backend.js'
import { type JobQueue, openJobQueue } from '../../src/queue/jobQueue.js'
import { password, type QueueServer, startPostgres, startRedis } from './startServers.js'
import { startWorkerProcess } from './workerProcess.js'

// A worker as a process and a real server, once for each backend. All that can happen to them: servers/, by `npm run test:queue`.

describe.each([
  ['Redis', startRedis],
  ['PostgreSQL', startPostgres],
])('a queue on %s', (_, start) => {
  let server: QueueServer
  let queue: JobQueue

  beforeAll(async () => {
    server = await start()
    queue = await openJobQueue(parseQueueAddress(server.address))
  })
  afterAll(async () => {
    await queue.close()
    await server.stop()
  })

  test('a job is done once, however often it is added, and one of another version ends the worker', async () => {
    const job = { id: 'square-7', kind: 'square', payload: { n: 7 } }
    await queue.add([job])
    const worker = startWorkerProcess(server.address)
    const outcome = { state: 'done', result: 49, worker: expect.stringMatching(/-\d+$/) }
    expect(await queue.outcome('square-7')).toEqual(outcome)
    await queue.add([job])
    expect(await queue.outcome('square-7')).toEqual(outcome)

    const backend = await openBackend(parseQueueAddress(server.address))
    const jobs = await backend.open(() => new backend.classes.Queue(queueName, backend.options))
    await jobs.add('square', { version: '0.0.1', payload: { n: 8 } }, { jobId: 'square-8' })
    expect(await worker.line(/^ended: /)).toMatch(
      /127\.0\.0\.1:\d+.*: expected jobs of version \d+\.\d+\.\d+, as this worker is, received one of version 0\.0\.1$/,
    )
    await worker.ended
    expect(await jobs.getJobCountByTypes('waiting')).toBe(1) // left to another worker
    await jobs.close()
    expect(worker.lines.filter(line => line.startsWith('begun square-7'))).toHaveLength(1)
    expect(worker.lines.join()).not.toContain(password)
  })
})
