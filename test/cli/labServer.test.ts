import { createHash } from 'node:crypto'
import { once } from 'node:events'
import { readdirSync } from 'node:fs'
import { mkdir, mkdtemp, readFile, rm, truncate, writeFile } from 'node:fs/promises'
import type { Server } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { createLabServer } from '../../src/cli/lab/labServer.js'
import type { Part } from '../../src/data/dataset.js'
import { mnist } from '../../src/data/datasets/mnist.js'
import type { Digits } from '../../src/data/digits.js'
import { loadMnist } from '../../src/data/sources/mnist.js'
import { listen } from '../../src/server/listen.js'
import { closed, collect, exchange, openSocket, parseResponses } from '../server/rawHttp.js'

const errors: string[] = []
let folder = ''
let loads = 0
let loadDigits: () => Promise<Record<Part, Digits>> = loadMnist
let server: Server
let port = 0
const script = 'export default 7\n'.repeat(100)
const labels = `/mnist/${mnist.parts.test.labels.name}`
const images = `/mnist/${mnist.parts.test.images.name}`

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'lab-'))
  await mkdir(join(folder, 'lab', 'assets'), { recursive: true })
  await writeFile(join(folder, 'secret'), 'a secret')
  await writeFile(join(folder, 'lab', 'index.html'), '<!doctype html><title>lab</title>')
  await writeFile(join(folder, 'lab', 'assets', 'index.js'), script)
  await writeFile(join(folder, 'lab', 'assets', 'engine.wasm'), Buffer.alloc(30e6, 1))
  server = createLabServer(join(folder, 'lab'), {
    networks: { 'digits.onnx': Uint8Array.of(1, 2, 3) },
    loadDigits: () => {
      loads++
      return loadDigits()
    },
    onError: ({ message }) => errors.push(message),
  })
  port = (await listen(server, 0, '127.0.0.1')).port
})

afterAll(async () => {
  server.close()
  server.closeAllConnections()
  await rm(folder, { recursive: true })
})

/** Sends one request as it stands, with the headers that are given. */
async function ask(target: string, headers: readonly string[] = [], method = 'GET') {
  const lines = [`${method} ${target} HTTP/1.1`, 'Host: localhost', 'Connection: close', ...headers, '', '']
  return (await exchange(port, lines.join('\r\n')))[0]!
}

test('every answer isolates the page and holds it to a strict policy', async () => {
  const wrong = [
    await ask('/nowhere'),
    await ask('/%'),
    await ask('http://evil.example/'),
    await ask('/', [], 'DELETE'),
  ]
  for (const { headers } of [await ask('/'), await ask('/digits.onnx'), ...wrong]) {
    expect(headers['cross-origin-opener-policy']).toBe('same-origin')
    expect(headers['cross-origin-embedder-policy']).toBe('require-corp')
    expect(headers['cross-origin-resource-policy']).toBe('same-origin')
    expect(headers['x-content-type-options']).toBe('nosniff')
    const policy = headers['content-security-policy']
    expect(policy).toContain("default-src 'none'")
    expect(policy).toContain("script-src 'self' 'wasm-unsafe-eval';")
    expect(policy).not.toMatch(/unsafe-inline|'unsafe-eval'|\*|https?:/)
  }
})

test('the policy of the documentation is the one that is sent', async () => {
  const page = (await readFile('docs/guide/lab.md', 'utf8')).replace(/\s+/g, ' ')
  expect(page).toContain(`\`${(await ask('/')).headers['content-security-policy']}\``)
})

test('data that cannot be loaded is reported once, without a word to the client, and asked for again', async () => {
  let fail: (error: Error) => void = () => {}
  loadDigits = () =>
    new Promise((_, reject) => {
      fail = reject
    })
  const answers = Promise.all([ask(labels), ask(images), ask(labels, [], 'HEAD')])
  await expect.poll(() => loads).toBe(1)
  await ask('/') // the others have come by now
  fail(new Error(`no digits in ${folder}`))
  for (const { status, body } of await answers) {
    expect(status).toBe(503)
    expect(String(body)).not.toContain(folder)
  }
  expect([errors, loads]).toEqual([[`no digits in ${folder}`], 1])
  loadDigits = loadMnist
  expect([(await ask(labels)).status, loads]).toEqual([200, 2])
})

test('the four MNIST files are served as they were published, and loaded once', async () => {
  const before = loads
  for (const { images, labels } of Object.values(mnist.parts))
    for (const { name, sha256 } of [images, labels]) {
      const { body } = await ask(`/mnist/${name}`)
      expect(createHash('sha256').update(body).digest('hex')).toBe(sha256)
    }
  expect(loads - before).toBeLessThanOrEqual(1)
  for (const path of ['/mnist/secret', '/mnist/', '/mnist/__proto__']) expect((await ask(path)).status).toBe(404)
})

test.each([
  '/../secret',
  '/..%2fsecret',
  '/%2e%2e/secret',
  '/assets/../../secret',
  '/..\\secret',
  '//secret',
  '/mnist/../secret',
  '/%00',
  '/index.html%00',
  '/assets',
  '/%',
  'secret',
  '*',
  'http://localhost/../secret',
])('no path leads out of the folder: %s', async path => {
  const { status, body } = await ask(path)
  expect([400, 404]).toContain(status)
  expect(String(body)).not.toContain('a secret')
})

test('a file is found with a query, with encoded letters, and in the absolute form', async () => {
  for (const path of ['/?v=1', '/index.html', '/%69ndex.html', 'http://localhost/', 'HTTP://127.0.0.1:80/index.html?x'])
    expect([path, (await ask(path)).status]).toEqual([path, 200])
})

test('reading is all that is allowed', async () => {
  for (const method of ['POST', 'PUT', 'DELETE', 'OPTIONS', 'TRACE', 'PATCH']) {
    const { status, headers } = await ask('/', [], method)
    expect([method, status, headers.allow]).toEqual([method, 405, 'GET, HEAD'])
  }
})

test('HEAD has the header of GET and no body', async () => {
  for (const path of ['/', '/digits.onnx', images]) {
    const [head, get] = [await ask(path, [], 'HEAD'), await ask(path)]
    expect([head.status, head.body.length, get.isComplete]).toEqual([200, 0, true])
    expect({ ...head.headers, date: '' }).toEqual({ ...get.headers, date: '' })
  }
})

test('a part of a file is served as it was asked for; a range that is not valid, as if there were none', async () => {
  const parts = {
    'bytes=0-9': [0, 10],
    'bytes=1690-': [1690, 1700],
    'bytes=-500': [1200, 1700],
    'bytes=-9999': [0, 1700],
  }
  for (const [range, [start, end]] of Object.entries(parts)) {
    const { status, headers, body } = await ask('/assets/index.js', [`Range: ${range}`])
    expect([range, status, headers['content-range']]).toEqual([range, 206, `bytes ${start}-${end! - 1}/1700`])
    expect(String(body)).toBe(script.slice(start, end))
  }
  const beyond = await ask('/assets/index.js', ['Range: bytes=1700-'])
  expect([beyond.status, beyond.headers['content-range']]).toEqual([416, 'bytes */1700'])
  for (const range of ['bytes=10-5', 'bytes=a-b', 'lines=0-1', 'bytes=0-1,5-6'])
    for (const path of ['/assets/index.js', '/digits.onnx', labels])
      expect([range, (await ask(path, [`Range: ${range}`])).status]).toEqual([range, 200])
})

test('what a client has already is not sent again', async () => {
  for (const path of ['/', '/digits.onnx', labels]) {
    const { etag } = (await ask(path)).headers
    const { status, headers, body } = await ask(path, [`If-None-Match: "x", ${etag}`])
    expect([path, status, headers.etag, body.length]).toEqual([path, 304, etag, 0])
    expect((await ask(path, ['Range: bytes=0-1', `If-Range: ${etag}`])).status).toBe(206)
  }
})

test('a rebuild while the lab is open is seen: what is gone is not found, what is new is', async () => {
  const path = join(folder, 'lab', 'assets', 'later.js')
  expect((await ask('/assets/later.js')).status).toBe(404)
  await writeFile(path, 'first')
  const first = await ask('/assets/later.js')
  expect(String(first.body)).toBe('first')
  await rm(path)
  expect((await ask('/assets/later.js')).status).toBe(404)
  await writeFile(path, 'a longer one')
  const other = await ask('/assets/later.js', [`If-None-Match: ${first.headers.etag}`])
  expect([other.status, String(other.body)]).toEqual([200, 'a longer one'])
})

test('a file that becomes shorter while it is sent ends the connection', async () => {
  const path = join(folder, 'lab', 'assets', 'shrinking.wasm')
  await writeFile(path, Buffer.alloc(30e6, 2))
  const socket = await openSocket(port)
  const received = collect(socket)
  socket.write('GET /assets/shrinking.wasm HTTP/1.1\r\nHost: localhost\r\n\r\n')
  await once(socket, 'data')
  socket.pause()
  await truncate(path, 1)
  await closed(socket.resume())
  const [response] = parseResponses(received())
  expect([response!.status, response!.isComplete]).toEqual([200, false])
  expect((await ask('/')).status).toBe(200)
})

test('a page of another name reads nothing, whatever its name resolves to', async () => {
  for (const host of ['evil.example', 'localhost.evil.example:4321', '127.0.0.1.evil.example', 'a@localhost', ''])
    for (const path of ['/', '/digits.onnx', labels]) {
      const request = `GET ${path} HTTP/1.1\r\nHost: ${host}\r\nConnection: close\r\n\r\n`
      const [response] = await exchange(port, request)
      expect([host, response!.status]).toEqual([host, 421])
      expect(String(response!.body)).toMatch(/^mnist lab does not answer to this name.*--host/)
    }
  expect((await ask('http://evil.example/')).status).toBe(421)
  expect((await ask('/', ['Host: evil.example'])).status).toBe(400)
  expect((await exchange(port, 'GET / HTTP/1.0\r\n\r\n'))[0]!.status).toBe(400)
  expect((await exchange(port, 'GET / HTTP/1.1\r\nConnection: close\r\n\r\n'))[0]!.status).toBe(400)
})

test.skipIf(process.platform !== 'linux')('a download that is broken off leaves no file open', async () => {
  const openFiles = () => readdirSync('/proc/self/fd').length
  const before = openFiles()
  for (let i = 0; i < 100; i++) {
    const socket = await openSocket(port)
    socket.write('GET /assets/engine.wasm HTTP/1.1\r\nHost: localhost\r\n\r\n')
    if (i % 2 === 0) await once(socket, 'data')
    socket.destroy()
  }
  await expect.poll(openFiles, { timeout: 10_000 }).toBeLessThan(before + 5)
})
