import { readdirSync, readFileSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import type { Socket } from 'node:net'
import { sep } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Part } from '../../src/data/dataset.js'
import { mnist } from '../../src/data/datasets/mnist.js'
import { encodeIdxImages, encodeIdxLabels } from '../../src/data/idx.js'
import { loadMnist } from '../../src/data/sources/mnist.js'
import type { Random } from '../../src/random.js'
import { mnistTask } from '../../src/task.js'
import { type Lab, startLab } from '../cli/startLab.js'
import { closed, exchange, openSocket, parseResponses, type RawResponse } from '../server/rawHttp.js'
import { attempts, tryInputs } from './attack.js'
import { hostileRequests, type Knowledge } from './hostileRequest.js'

// Requests that no browser sends, to the lab as a user starts it, and clients that take nothing or go away.

const built = 'dist/lab'
const [, height, width] = mnistTask.imageShape
const trainingImages = `/mnist/${mnist.parts.training.images.name}`
const request = (path: string, method = 'GET') =>
  `${method} ${path} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n`

let lab: Lab
/** All that the lab may send, by its path, and by its entity tag. */
const files = new Map<string, Buffer>()
const tagged = new Map<string, Buffer>()
let before: Load

beforeAll(async () => {
  for (const entry of readdirSync(built, { recursive: true, withFileTypes: true })) {
    const path = `${entry.parentPath}/${entry.name}`.replaceAll(sep, '/')
    if (entry.isFile()) files.set(path.slice(built.length), await readFile(path))
  }
  const digits = await loadMnist()
  for (const [part, { images, labels }] of Object.entries(mnist.parts)) {
    const { count, images: pixels, labels: answers } = digits[part as Part]
    const imageFile = encodeIdxImages({ count, rows: height, columns: width, pixels })
    files.set(`/mnist/${images.name}`, Buffer.from(imageFile.buffer))
    files.set(`/mnist/${labels.name}`, Buffer.from(encodeIdxLabels(answers).buffer))
  }
  lab = await startLab()
  for (const [path, bytes] of files) {
    const [response] = await exchange(lab.port, request(path, 'HEAD'))
    tagged.set(response!.headers.etag!, bytes)
  }
  before = measure()
}, 60_000)

afterAll(() => lab?.close())

test('whatever is asked, and however, the lab goes on, and sends nothing but its files', async () => {
  const small = [...files].filter(([, { length }]) => length < 500_000).map(([path]) => path)
  const known: Knowledge = { port: lab.port, paths: ['/', ...small], etags: [...tagged.keys()] }
  const idle: Socket[] = []
  const outcomes = await tryInputs('requests', attempts({ few: 150, all: 3000 }), async random => {
    const socket = await openSocket(lab.port)
    const chunks: Buffer[] = []
    socket.on('data', chunk => chunks.push(chunk))
    const isHeld = await deliver(socket, hostileRequests(random, known), random)
    if (isHeld && idle.push(socket) > 50) idle.shift()!.destroy()
    await settle(socket)
    if (!isHeld) socket.destroy()
    const responses = parseResponses(Buffer.concat(chunks))
    for (const response of responses) expectHarmless(response)
    return responses.length > 0 ? String(responses[0]!.status) : socket.closed ? 'closed' : 'no answer'
  })
  for (const socket of idle) socket.destroy()
  for (const status of ['200', '400', '404']) expect(outcomes).toHaveProperty(status)
  await expectUnharmed('requests')
})

test('clients that take nothing, and such that go away, leave no memory taken and no file open', async () => {
  const largest = [...files]
    .filter(([path]) => !path.startsWith('/mnist/'))
    .sort((a, b) => b[1].length - a[1].length)[0]![0]
  const idle = await Promise.all(Array.from({ length: attempts({ few: 60, all: 200 }) }, () => openSocket(lab.port)))
  for (const [index, socket] of idle.entries()) {
    socket.write(request(index % 2 ? trainingImages : largest))
    await new Promise(resolve => socket.once('readable', resolve))
  }
  const during = measure()
  console.info(`${idle.length} clients that take nothing: ${describe(during)}`)
  for (const socket of idle) socket.destroy()
  const outcomes = await tryInputs('aborted downloads', attempts({ few: 100, all: 1000 }), async random => {
    const socket = await openSocket(lab.port)
    socket.write(request(largest))
    if (random.integer(2) === 0) await new Promise(resolve => socket.once('data', resolve))
    socket.destroy()
    return 'aborted'
  })
  expect(outcomes.aborted).toBeGreaterThan(0)
  if (during) expect(during.megabytes - before!.megabytes).toBeLessThan(100)
  await expectUnharmed('aborted downloads')
})

/** Sends bytes as friendly clients do not always: in parts, going away early, or reading nothing of the answer. */
async function deliver(socket: Socket, bytes: Uint8Array, random: Random): Promise<boolean> {
  const manner = random.integer(16)
  if (manner === 0) socket.pause()
  if (manner === 1) {
    for (let parts = random.integer(20); parts > 0 && bytes.length > 1; parts--) {
      const length = 1 + random.integer(bytes.length - 1)
      socket.write(bytes.subarray(0, length))
      bytes = bytes.subarray(length)
      await new Promise(setImmediate)
    }
  }
  socket.write(bytes)
  if (manner === 2) socket.destroy()
  if (manner === 3) socket.once('data', () => socket.destroy())
  if (manner === 4) socket.end()
  if (manner === 5) socket.resetAndDestroy()
  return manner === 0
}

/** Waits until the connection is closed, or nothing more has come of it while another was served; which must always be so. */
async function settle(socket: Socket): Promise<void> {
  for (let received = -1; !socket.closed && received !== socket.bytesRead; ) {
    received = socket.bytesRead
    const [response] = await exchange(lab.port, request('/'))
    if (!response?.body.equals(files.get('/index.html')!)) throw new Error('expected the page, received something else')
  }
}

const errorStatuses = [304, 400, 404, 405, 408, 412, 413, 416, 421, 431]

/** Whether a response holds nothing but a part of what is served, or a few words that tell nothing of this machine. */
function expectHarmless({ status, headers, body }: RawResponse): void {
  if (status === 200 || status === 206) {
    const whole = tagged.get(headers.etag!)
    const [, start = 0, end] = /^bytes (\d+)-(\d+)\//.exec(headers['content-range'] ?? '') ?? []
    const part = whole?.subarray(Number(start), end === undefined ? whole.length : Number(end) + 1)
    if (!part || Number(headers['content-length']) !== part.length || !body.equals(part.subarray(0, body.length)))
      throw new Error(`status ${status}: expected a part of a file, received ${JSON.stringify(headers)}`)
  } else if (!errorStatuses.includes(status) || body.length > 300 || body.includes(process.cwd()))
    throw new Error(`received status ${status} with ${JSON.stringify(headers)}: ${body.subarray(0, 300)}`)
}

/** What the lab's process takes; undefined where the operating system does not show it. */
type Load = { readonly files: number; readonly megabytes: number } | undefined

function measure(): Load {
  if (process.platform !== 'linux') return undefined
  const status = readFileSync(`/proc/${lab.pid}/status`, 'utf8')
  const megabytes = Math.round(Number(/VmRSS:\s+(\d+)/.exec(status)![1]) / 1024)
  return { files: readdirSync(`/proc/${lab.pid}/fd`).length, megabytes }
}

const describe = (load: Load) => (load ? `${load.files} files open, ${load.megabytes} MB` : 'not measured')

async function expectUnharmed(attack: string): Promise<void> {
  const socket = await openSocket(lab.port)
  await settle(socket)
  socket.destroy()
  await closed(socket)
  if (before) await expect.poll(() => measure()!.files, { timeout: 30_000 }).toBeLessThanOrEqual(before.files + 1)
  const after = measure()
  console.info(`${attack}: before ${describe(before)}; after ${describe(after)}`)
  if (after) expect(after.megabytes - before!.megabytes).toBeLessThan(150)
  expect(lab.said()).toBe(`The lab is open at ${lab.address} (Ctrl-C ends it)\n`)
}
