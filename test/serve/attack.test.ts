import { Buffer } from 'node:buffer'
import { expect, test } from 'vitest'
import { randomStream } from '../../src/random.js'
import { temporaryFolder } from '../data/smallDataset.js'
import { closed, collect, openSocket } from '../server/rawHttp.js'
import { noise, postJson, startServing, writeModel } from './serving.js'

// What no client would send: by the hundred in `npm test`, by the thousand in `npm run test:serve`.

const isFull = process.env.ATTACK === 'full'
const image = { name: 'image', shape: [1, 28, 28], datatype: 'UINT8', data: [...noise(1)] }
const infer = (address: string) => postJson(`${address}/v2/models/m/infer`, { inputs: [image] })

async function startSmall(limits = {}) {
  const path = await writeModel(await temporaryFolder(), 'm.onnx', 1)
  return startServing({ models: [{ name: 'm', version: '1', path }], limits })
}

function post(path: string, body: string, header = 'content-type: application/json'): Buffer {
  const length = Buffer.byteLength(body)
  return Buffer.from(
    `POST ${path} HTTP/1.1\r\nhost: localhost\r\n${header}\r\ncontent-length: ${length}\r\n\r\n${body}`,
  )
}

const small = JSON.stringify({ inputs: [{ ...image, data: undefined, parameters: { binary_data_size: 784 } }] })
const seeds = [
  post('/v2/models/m/infer', JSON.stringify({ inputs: [image] })),
  post('/v2/models/m/infer', small + '\0'.repeat(784), `inference-header-content-length: ${small.length}`),
  post('/v1/predict', '{"image":"iVBORw0KGgo="}'),
  post(
    '/v1/predict',
    '--x\r\ncontent-disposition: form-data; name=a; filename=b\r\n\r\nc\r\n--x--\r\n',
    'content-type: multipart/form-data; boundary=x',
  ),
  post('/v1/read', '<svg xmlns="http://www.w3.org/2000/svg"/>', 'content-type: image/svg+xml'),
  Buffer.from('POST /v1/read HTTP/1.1\r\nhost: localhost\r\ntransfer-encoding: chunked\r\n\r\n3\r\nabc\r\n0\r\n\r\n'),
  Buffer.from('GET /v2/models/m/versions/1/ready HTTP/1.1\r\nhost: localhost\r\n\r\n'),
]

/** A request with some bytes changed, left out, doubled or moved. */
function damaged(index: number): Buffer {
  const random = randomStream(index, 'damaged requests')
  const bytes = [...seeds[index % seeds.length]!]
  // Most of the damage is done to the header and to the start of the body, where there is more to misunderstand.
  const place = () => random.integer(Math.min(bytes.length, random.integer(2) === 0 ? 80 : 400))
  for (let change = 0; change <= random.integer(6); change++) {
    const [at, kind] = [place(), random.integer(4)]
    if (kind === 0) bytes[at] = random.integer(256)
    else if (kind === 1) bytes.splice(at, 1 + random.integer(8))
    else if (kind === 2) bytes.splice(at, 0, ...bytes.slice(at, at + random.integer(40)))
    else bytes.splice(at, 0, ...bytes.splice(place(), random.integer(20)))
  }
  return Buffer.from(bytes)
}

test(`${isFull ? '5,000' : '500'} malformed requests are answered or refused by a known status, none by 500, and harm nobody`, async () => {
  const { address, port, errors } = await startSmall({ timeout: 5000 })
  const [count, statuses] = [isFull ? 5000 : 500, new Map<number, number>()]
  const before = process.memoryUsage().rss
  async function send(index: number): Promise<void> {
    const socket = await openSocket(port)
    const received = collect(socket)
    socket.end(damaged(index))
    await closed(socket)
    // By their status lines: what a damaged request asks for, HEAD or HTTP/1.0 for instance, is not known here.
    for (const [, digits] of received()
      .toString('latin1')
      .matchAll(/HTTP\/1\.1 (\d{3}) /g))
      statuses.set(Number(digits), (statuses.get(Number(digits)) ?? 0) + 1)
  }
  const lines = Array.from({ length: 25 }, async (_, line) => {
    for (let index = line; index < count; index += 25) await send(index)
  })
  await Promise.all(lines)
  const allowed = [200, 400, 401, 404, 405, 408, 411, 413, 415, 417, 421, 422, 431, 503]
  for (const status of statuses.keys()) expect(allowed).toContain(status)
  expect([...statuses.values()].reduce((sum, one) => sum + one, 0)).toBeGreaterThan(count / 2)
  expect(errors).toEqual([])
  expect((await infer(address)).status).toBe(200)
  expect(process.memoryUsage().rss - before).toBeLessThan(400e6)
}, 600_000)

test.skipIf(!isFull)(
  'a thousand connections that are silent, slow or half a request take little, and others are served',
  async () => {
    const { address, port, errors } = await startSmall({ timeout: 60_000 })
    await infer(address)
    const before = process.memoryUsage().rss
    const half = post('/v2/models/m/infer', 'x'.repeat(50_000))
    const sockets = await Promise.all(Array.from({ length: 1000 }, () => openSocket(port)))
    for (const [index, socket] of sockets.entries())
      if (index % 3 > 0) socket.write(half.subarray(0, index % 3 === 1 ? 30 : 20_000))
    const drip = setInterval(() => {
      for (const [index, socket] of sockets.entries()) if (index % 3 === 2) socket.write('x')
    }, 100)
    const times: number[] = []
    for (let request = 0; request < 300; request++) {
      const started = performance.now()
      expect((await infer(address)).status).toBe(200)
      times.push(performance.now() - started)
    }
    clearInterval(drip)
    const grown = process.memoryUsage().rss - before
    console.log(
      `1,000 connections: ${(grown / 1e6).toFixed(0)} MB more; others answered in ${times.toSorted((a, b) => a - b)[150]!.toFixed(1)} ms (median of 300)`,
    )
    expect(grown).toBeLessThan(300e6)
    for (const socket of sockets) socket.destroy()
    expect(errors).toEqual([])
  },
  600_000,
)
