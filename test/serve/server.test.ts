import { once } from 'node:events'
import { request } from 'node:http'
import { fileURLToPath } from 'node:url'
import { gzipSync } from 'node:zlib'
import { expect, test } from 'vitest'
import { DataError } from '../../src/errors.js'
import { temporaryFolder } from '../data/smallDataset.js'
import { closed, collect, exchange, openSocket, parseResponses } from '../server/rawHttp.js'
import { ask, noise, startServing, writeModel } from './serving.js'

// What a server does with requests as such: who may ask, how much, for how long, and how it ends.

const infer = (address: string, count = 1, init: RequestInit = {}) =>
  ask(`${address}/v2/models/m/infer`, {
    method: 'POST',
    ...init,
    body: inferBody(count),
  })

function inferBody(count: number): string {
  const image = { name: 'image', shape: [count, 28, 28], datatype: 'UINT8', data: [...noise(count)] }
  return JSON.stringify({ inputs: [image] })
}

async function servedModel() {
  const path = await writeModel(await temporaryFolder(), 'm.onnx', 1)
  return { models: [{ name: 'm', version: '1', path }] }
}

test('without the key nothing but health is answered, and with it everything', async () => {
  const { address } = await startServing({ ...(await servedModel()), key: 'open-sesame' })
  expect((await ask(`${address}/v2/health/live`)).status).toBe(200)
  for (const authorization of ['', 'Bearer open', 'Basic b3Blbi1zZXNhbWU=', 'Bearer open-sesame-street']) {
    const { status, headers } = await ask(`${address}/v2`, { headers: { authorization } })
    expect([status, headers.get('www-authenticate')]).toEqual([401, expect.stringContaining('Bearer')])
  }
  expect((await infer(address)).status).toBe(401)
  const authorization = 'Bearer open-sesame'
  expect((await ask(`${address}/v2`, { headers: { authorization } })).status).toBe(200)
  expect((await infer(address, 1, { headers: { authorization } })).status).toBe(200)
  await expect(startServing({ ...(await servedModel()), key: 'with spaces' })).rejects.toThrow(
    'expected a key of letters',
  )
})

test('pages of the origins that are let in may ask, others may not, and a name that is not this machine is not answered', async () => {
  const { address, port } = await startServing({ ...(await servedModel()), origins: ['https://pages.example'] })
  const allowed = (origin: string) =>
    fetch(`${address}/v2`, { headers: { origin } }).then(({ headers }) => headers.get('access-control-allow-origin'))
  expect(await allowed('https://pages.example')).toBe('https://pages.example')
  expect(await allowed('https://evil.example')).toBe(null)
  const preflight = await fetch(`${address}/v2/models/m/infer`, {
    method: 'OPTIONS',
    headers: { origin: 'https://pages.example', 'access-control-request-method': 'POST' },
  })
  expect([preflight.status, preflight.headers.get('access-control-allow-methods')]).toEqual([204, 'GET,POST'])
  const [rebound] = await exchange(port, 'GET /v2 HTTP/1.1\r\nhost: evil.example\r\nconnection: close\r\n\r\n')
  expect(rebound).toMatchObject({ status: 421, headers: { 'content-type': 'application/problem+json' } })
})

test('a body that is larger than the limit is refused, packed or not, and a packed one is unpacked', async () => {
  const { address, errors } = await startServing({ ...(await servedModel()), limits: { bodyBytes: 10_000 } })
  expect(await infer(address, 20)).toMatchObject({
    status: 413,
    body: { detail: expect.stringContaining('at most 0.01 MB') },
  })
  const post = (body: Uint8Array, encoding: string) =>
    ask(`${address}/v2/models/m/infer`, {
      method: 'POST',
      body: new Uint8Array(body),
      headers: { 'content-encoding': encoding },
    })
  expect((await post(gzipSync(new Uint8Array(1e6)), 'gzip')).status).toBe(413)
  expect((await post(Buffer.from('no gzip'), 'gzip')).status).toBe(400)
  const other = await post(Buffer.from('{}'), 'br')
  expect([other.status, other.headers.get('accept-encoding')]).toEqual([415, 'gzip, deflate, identity'])
  expect((await post(gzipSync(inferBody(1)), 'gzip')).status).toBe(200)
  // Chunked, so that its length is known only at its end.
  const chunked = request(`${address}/v2/models/m/infer`, { method: 'POST' })
  chunked.on('error', () => {})
  const answered = once(chunked, 'response')
  chunked.write(new Uint8Array(9000))
  chunked.write(new Uint8Array(9000))
  expect((await answered)[0].statusCode).toBe(413)
  chunked.destroy()
  expect(errors).toEqual([])
})

test('where bodies fill the memory, the next is told to come again', async () => {
  const { address, port } = await startServing({ ...(await servedModel()), limits: { memoryBytes: 50_000 } })
  const slow = await openSocket(port)
  slow.write(`POST /v1/predict HTTP/1.1\r\nhost: localhost\r\ncontent-length: 60000\r\n\r\n${'x'.repeat(49_000)}`)
  const bytes = () => gauge(address, 'mnist_body_bytes')
  while ((await bytes()) < 49_000);
  const refused = await infer(address)
  expect([refused.status, refused.headers.get('retry-after')]).toEqual([503, '1'])
  slow.destroy()
  while ((await bytes()) > 0);
  expect((await infer(address)).status).toBe(200)
})

/** What a gauge shows now. */
async function gauge(address: string, name: string): Promise<number> {
  const text = await (await fetch(`${address}/metrics`)).text()
  return Number(new RegExp(`^${name} (\\d+)`, 'm').exec(text)?.[1])
}

// Nothing is computed before so many images have come together: requests wait as they do under load.
const held = { maxBatch: 100, maxDelay: 600_000 }

test.each([
  ['of all together', { requests: 2 }, 503],
  ['of one client', { clientRequests: 2 }, 429],
] as const)('%s, so many requests are worked on at a time', async (_, limits, status) => {
  const { address } = await startServing({ ...(await servedModel()), ...held, limits })
  const leaving = new AbortController()
  const waiting = [1, 2].map(() => infer(address, 1, { signal: leaving.signal }).catch(error => error.name))
  while ((await gauge(address, 'mnist_requests_in_progress')) < 2);
  const refused = await infer(address, 98)
  expect([refused.status, refused.headers.get('retry-after')]).toEqual([status, '1'])
  expect((await ask(`${address}/v2/health/ready`)).status).toBe(200)
  // Who goes away makes room.
  leaving.abort()
  expect(await Promise.all(waiting)).toEqual(['AbortError', 'AbortError'])
  while ((await gauge(address, 'mnist_requests_in_progress')) > 0);
  expect(await gauge(address, 'mnist_body_bytes')).toBe(0)
})

test('what takes longer than the limit, to arrive or to be answered, is given up', async () => {
  const { address, port } = await startServing({ ...(await servedModel()), ...held, limits: { timeout: 300 } })
  const late = await infer(address)
  expect(late).toMatchObject({ status: 503, body: { detail: expect.stringContaining('within 0.3 seconds') } })
  const halves = ['', 'POST /v2 HT', 'POST /v1/predict HTTP/1.1\r\nhost: localhost\r\ncontent-length: 5\r\n\r\nab']
  const statuses = await Promise.all(
    halves.map(async text => {
      const socket = await openSocket(port)
      const received = collect(socket)
      socket.write(text)
      await closed(socket)
      return parseResponses(received())[0]?.status
    }),
  )
  expect(statuses).toEqual([408, 408, 408])
  const [wrong] = await exchange(port, 'HELLO\r\n\r\n')
  expect(wrong).toMatchObject({ status: 400, headers: { 'content-type': 'application/problem+json' } })
})

test('a server that is to end answers what has begun, takes nothing more, and is gone', async () => {
  const { address, drain } = await startServing({ ...(await servedModel()), maxBatch: 2, maxDelay: 600_000 })
  const first = infer(address) // waits for a second image
  while ((await gauge(address, 'mnist_requests_in_progress')) < 1);
  const second = request(`${address}/v2/models/m/infer`, { method: 'POST', headers: { expect: '100-continue' } })
  second.flushHeaders()
  await once(second, 'continue')
  const ended = drain()
  await expect(fetch(`${address}/v2/health/live`)).rejects.toThrow('fetch failed')
  second.end(inferBody(1))
  const [{ statusCode, headers }] = await once(second, 'response')
  expect([statusCode, headers.connection]).toEqual([200, 'close'])
  expect((await first).status).toBe(200)
  await ended
})

test('a port that is taken, and a model that is none, are refused by name', async () => {
  const { port } = await startServing(await servedModel())
  await expect(startServing({ ...(await servedModel()), port })).rejects.toThrow(`expected port ${port} to be free`)
  const none = startServing({ models: [{ name: 'x', version: '1', path: fileURLToPath(import.meta.url) }] })
  await expect(none).rejects.toThrow(/server\.test\.ts: expected/)
  await expect(startServing({ models: [{ name: 'x', version: '1', path: 'nowhere.onnx' }] })).rejects.toThrow(DataError)
})
