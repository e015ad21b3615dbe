import { createHash } from 'node:crypto'
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { createServer } from 'node:http'
import { connect } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { createLabServer, listen } from '../../src/cli/labServer.js'
import { mnist } from '../../src/data/datasets.js'
import { loadMnist } from '../../src/data/sources/mnist.js'

const errors: string[] = []
let folder = ''
let attempts = 0
let server: ReturnType<typeof createLabServer>
let port = 0
const address = (path: string) => `http://127.0.0.1:${port}${path}`

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'lab-'))
  await mkdir(join(folder, 'lab'))
  await writeFile(join(folder, 'secret'), 'a secret')
  await writeFile(join(folder, 'lab', 'index.html'), '<!doctype html><title>lab</title>')
  server = createLabServer(join(folder, 'lab'), {
    model: Uint8Array.of(1, 2, 3),
    loadDigits: () => {
      attempts++
      return attempts === 1 ? Promise.reject(new Error('no digits today')) : loadMnist()
    },
    onError: ({ message }) => errors.push(message),
  })
  port = (await listen(server, 0, '127.0.0.1')).port
})

afterAll(async () => {
  server.close()
  await rm(folder, { recursive: true })
})

test('every answer isolates the page and holds it to a strict policy', async () => {
  for (const path of ['/', '/digits.onnx', '/nowhere']) {
    const { headers } = await fetch(address(path))
    expect(headers.get('cross-origin-opener-policy')).toBe('same-origin')
    expect(headers.get('cross-origin-embedder-policy')).toBe('require-corp')
    expect(headers.get('cross-origin-resource-policy')).toBe('same-origin')
    expect(headers.get('x-content-type-options')).toBe('nosniff')
    const policy = headers.get('content-security-policy')!
    expect(policy).toContain("default-src 'none'")
    expect(policy).toContain("script-src 'self' 'wasm-unsafe-eval';")
    expect(policy).not.toMatch(/unsafe-inline|'unsafe-eval'|\*|https?:/)
  }
})

test('digits that cannot be had are told, and asked for again', async () => {
  const path = `/mnist/${mnist.parts.test.labels.name}`
  const failed = await fetch(address(path))
  expect([failed.status, await failed.text(), errors]).toEqual([502, 'no digits today', ['no digits today']])
  expect((await fetch(address(path))).status).toBe(200)
})

test('the four MNIST files are served as they were published', async () => {
  for (const { images, labels } of Object.values(mnist.parts))
    for (const { name, sha256 } of [images, labels]) {
      const bytes = new Uint8Array(await (await fetch(address(`/mnist/${name}`))).arrayBuffer())
      expect(createHash('sha256').update(bytes).digest('hex')).toBe(sha256)
    }
  expect((await fetch(address('/mnist/secret'))).status).toBe(404)
})

test.each([
  '/../secret',
  '/..%2fsecret',
  '/%2e%2e/secret',
  '/lab/../../secret',
  '/..\\secret',
  '//secret',
  '/mnist/../secret',
  '/%00',
])('no path leads out of the folder: %s', async path => {
  const answer = await raw(`GET ${path} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n`)
  expect(answer).toMatch(/^HTTP\/1.1 40[04] /)
  expect(answer).not.toContain('a secret')
})

test('only reading is allowed', async () => {
  expect((await fetch(address('/'), { method: 'POST' })).status).toBe(405)
  expect((await fetch(address('/'), { method: 'HEAD' })).status).toBe(200)
})

test('a port that is taken makes way for the next', async () => {
  const other = createServer()
  expect((await listen(other, port, '127.0.0.1')).port).toBeGreaterThan(port)
  other.close()
})

test('a host of another machine is refused with its reason', async () => {
  const other = createServer()
  await expect(listen(other, 0, '203.0.113.1')).rejects.toThrow('could not listen on 203.0.113.1, port 0 (')
})

/** Sends a request that no client would mend before sending. */
function raw(request: string): Promise<string> {
  return new Promise((resolve, reject) => {
    let answer = ''
    const socket = connect(port, '127.0.0.1', () => socket.end(request))
    socket.on('data', text => {
      answer += text
    })
    socket.on('end', () => resolve(answer))
    socket.on('error', reject)
  })
}
