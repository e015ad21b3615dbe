import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { UsageError } from '../../../src/errors.js'
import { parseQueueAddress } from '../../../src/queue/address.js'
import { openJobQueue } from '../../../src/queue/jobQueue.js'
import { password, type QueueServer, startPostgres, startRedis } from '../startServers.js'
import { startWorkerProcess } from '../workerProcess.js'

// Servers that encrypt, with a certificate that openssl has made for this machine and nobody else has signed.

describe.each([
  ['Redis', startRedis, 'cacert', ''],
  ['PostgreSQL', startPostgres, 'sslrootcert', 'sslmode=verify-full'],
])('an encrypted queue on %s', (_, start, authority, strict) => {
  let server: QueueServer
  const addressWith = (...parameters: string[]) =>
    `${server.address.split('?')[0]}?${parameters.filter(each => each !== '').join('&')}`

  beforeAll(async () => {
    server = await start({ tls: true })
  })
  afterAll(() => server.stop())

  test('is worked on by whoever knows its certificate', async () => {
    expect(server.address).toContain(`${authority}=${server.certificate}`)
    const queue = await openJobQueue(parseQueueAddress(server.address))
    const worker = startWorkerProcess(server.address)
    await queue.add([{ id: 'square-3', kind: 'square', payload: { n: 3 } }])
    expect(await queue.outcome('square-3')).toMatchObject({ state: 'done', result: 9 })
    worker.child.kill('SIGTERM')
    await worker.ended
    await queue.close()
  })

  test('refuses, at once and with the reason, whoever would have to trust a stranger', async () => {
    const opening = openJobQueue(parseQueueAddress(addressWith(strict)))
    await expect(opening).rejects.toThrow(UsageError)
    await expect(opening).rejects.toThrow(/127\.0\.0\.1:\d+.*: could not be opened \(.*self-signed certificate/)
    await expect(opening).rejects.not.toThrow(password)
  })

  test('a certificate that cannot be read is named', async () => {
    const opening = openJobQueue(parseQueueAddress(addressWith(strict, `${authority}=/no/such.pem`)))
    await expect(opening).rejects.toThrow('/no/such.pem: could not be read (no such file)')
  })
})
