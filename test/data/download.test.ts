import { spawnSync } from 'node:child_process'
import { randomUUID } from 'node:crypto'
import { mkdir, readdir, readFile, stat, writeFile } from 'node:fs/promises'
import type { RequestListener } from 'node:http'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { expect, test } from 'vitest'
import { store } from '../../src/data/sources/cache.js'
import { type LoadOptions, loadDataset } from '../../src/data/sources/dataset.js'
import type { LoadProgress } from '../../src/data/sources/progress.js'
import { idxImages, serve, serveSmallFiles, smallDataset, smallFiles, temporaryFolder } from './smallDataset.js'

const images = 'train-images-idx3-ubyte'
const names = Object.keys(smallFiles).sort()

const load = (mirrors: string[], options: LoadOptions) => loadDataset(smallDataset(...mirrors), options, undefined)
const failure = (promise: Promise<unknown>): Promise<Error> =>
  promise.then(
    () => expect.unreachable(),
    reason => reason,
  )

test('a download is unpacked, checked and kept in the cache, where the next load finds it', async () => {
  const cache = join(await temporaryFolder(), 'new', 'cache')
  const mirror = await serveSmallFiles()
  const loaded = await load([mirror], { cache })
  expect([...loaded.training.labels]).toEqual([5, 0, 4])
  expect(loaded.files.map(file => file.source)).toEqual(Array(4).fill('download'))
  expect(loaded.files[0]!.path).toBe(join(cache, images))
  expect((await readdir(cache)).sort()).toEqual(names)
  expect(await readFile(join(cache, images))).toEqual(smallFiles[images])
  const again = await load([], { cache })
  expect(again.files.map(file => file.source)).toEqual(Array(4).fill('cache'))
  expect(again.training).toEqual(loaded.training)
})

test('a download tells how far it is', async () => {
  const told: LoadProgress[] = []
  const mirror = await serveSmallFiles()
  await load([mirror], { cache: await temporaryFolder(), parts: ['training'], onProgress: p => told.push(p) })
  const bytes = gzipSync(smallFiles[images]!).length
  expect(told).toContainEqual({
    kind: 'download',
    dataset: 'small',
    name: images,
    url: `${mirror}${images}.gz`,
    receivedBytes: bytes,
    totalBytes: bytes,
  })
})

test('a mirror that sends the files unpacked will do', async () => {
  const mirror = await serve((request, response) => response.end(smallFiles[request.url!.slice(1, -3)]))
  expect((await load([mirror], { cache: await temporaryFolder() })).training.count).toBe(3)
})

/** Much in little. */
const bomb = gzipSync(Buffer.alloc(1e6))

const silent = 'expected data, received none for 0.5 seconds'

/** Short only where it is the time-out that is tried: a busy machine takes its time for all else. */
const timeoutFor = (reason: string) => ({ timeout: reason === silent ? 0.5 : 20 })

const failingMirrors: Record<string, [RequestListener, string]> = {
  'has nothing': [(_, response) => response.writeHead(404).end(), 'expected the file, received HTTP 404 Not Found'],
  'never answers': [() => {}, silent],
  'falls silent': [
    (_, response) =>
      response.writeHead(200, { 'content-length': 500 }).write(gzipSync(smallFiles[images]!).subarray(0, 50)),
    silent,
  ],
  'hangs up half-way': [
    (_, response) => {
      response.writeHead(200, { 'content-length': 500 }).write('half', () => response.destroy())
    },
    'terminated',
  ],
  'sends a cut file': [
    (_, response) => response.end(gzipSync(smallFiles[images]!).subarray(0, 80)),
    'compressed with gzip, received damaged data (unexpected end of file)',
  ],
  'sends another file of the same length': [
    (_, response) => response.end(gzipSync(Buffer.from(smallFiles[images]!).fill(3, 100, 200))),
    'expected SHA-256',
  ],
  'sends a longer file': [(_, response) => response.end(gzipSync(idxImages(9))), 'expected 2368 bytes compressed'],
  'sends a page': [
    (_, response) => response.end('<html>Please sign in</html>'),
    'expected 2368 bytes, received 27 bytes',
  ],
  'drips headers for ever': [
    ({ socket }) => {
      socket.write('HTTP/1.1 200 OK\r\n')
      const drip = setInterval(() => socket.write('x-drip: x\r\n'), 20)
      socket.on('close', () => clearInterval(drip))
    },
    silent,
  ],
  'leads in a circle': [
    ({ url }, response) => response.writeHead(302, { location: `${url}?again` }).end(),
    'redirect count exceeded',
  ],
  'leads out of the network': [
    (_, response) => response.writeHead(302, { location: 'file:///etc/hostname' }).end(),
    'fetch failed',
  ],
  'sends a little that unpacks to much on the way': [
    (_, response) => response.writeHead(200, { 'content-encoding': 'gzip' }).end(bomb),
    'expected at most',
  ],
  'sends a little that unpacks to much in the end': [
    (_, response) => response.end(bomb),
    'compressed with gzip, received more',
  ],
  'never stops': [
    (_, response) => {
      const more = () => response.write(Buffer.alloc(4096), error => error || more())
      more()
    },
    'expected at most',
  ],
}

test.each(Object.entries(failingMirrors))('after a mirror that %s the next is asked', async (_, [listener, reason]) => {
  const [bad, good] = [await serve(listener), await serveSmallFiles()]
  const cache = await temporaryFolder()
  const notices: string[] = []
  const onProgress = (p: LoadProgress) => p.kind === 'notice' && notices.push(p.message)
  const { training } = await load([bad, good], { cache, ...timeoutFor(reason), onProgress })
  expect([...training.images]).toEqual([...smallFiles[images]!.subarray(16)])
  expect(notices).toContainEqual(expect.stringMatching(`^${bad}${images}.gz: `))
  expect(notices.find(notice => notice.includes(images))).toContain(reason)
  expect((await readdir(cache)).sort()).toEqual(names)
})

test.each(Object.entries(failingMirrors))(
  'where every mirror %s, all are told and no file is left',
  async (_, [listener, reason]) => {
    const [first, second] = [await serve(listener), await serve((_, response) => response.writeHead(503).end())]
    const cache = await temporaryFolder()
    const told: LoadProgress[] = []
    const onProgress = (progress: LoadProgress) => progress.kind === 'notice' && told.push(progress)
    const error = await failure(load([first, second], { cache, ...timeoutFor(reason), onProgress }))
    expect(told).toEqual([]) // the error says it all, once
    const lines = error.message.split('\n')
    expect(lines[0]).toBe(`${images}: expected it in the cache ${cache}, 2 mirrors; found it nowhere`)
    expect(lines[1]).toContain(`  ${first}${images}.gz: `)
    expect(lines[1]).toContain(reason)
    expect(lines[2]).toBe(`  ${second}${images}.gz: expected the file, received HTTP 503 Service Unavailable`)
    expect(await readdir(cache)).toEqual([])
  },
)

test('a mirror that cannot be reached is told with the reason beneath', async () => {
  const cache = await temporaryFolder()
  const error = await failure(load(['http://127.0.0.1:9/'], { cache }))
  expect(error.message).toMatch(/http:\/\/127.0.0.1:9\/train-images-idx3-ubyte.gz: fetch failed \(.+\)/)
})

test('a slow mirror that keeps sending is not given up', async () => {
  const mirror = await serve(async (request, response) => {
    for (const byte of gzipSync(smallFiles[request.url!.slice(1, -3)]!).subarray()) {
      if (!response.write(Buffer.of(byte))) break
      if (byte % 8 === 0) await new Promise(resolve => setTimeout(resolve, 25))
    }
    response.end()
  })
  const started = performance.now()
  expect((await load([mirror], { cache: await temporaryFolder(), timeout: 0.4 })).training.count).toBe(3)
  expect(performance.now() - started).toBeGreaterThan(400)
})

test('a mirror that sends so slowly that it would never end is given up', async () => {
  const mirror = await serve((_, response) => {
    const drip = setInterval(() => response.write('x'), 10)
    response.on('close', () => clearInterval(drip))
  })
  const cache = await temporaryFolder()
  const error = await failure(load([mirror], { cache, deadline: 0.5 }))
  expect(error.message.split('\n')[1]).toMatch(/: expected the whole file within 0\.5 seconds, received \d+ bytes$/)
  expect(await readdir(cache)).toEqual([])
})

test('good files in the cache are neither fetched again nor written again', async () => {
  const cache = await temporaryFolder()
  await writeFile(join(cache, images), smallFiles[images]!)
  const before = await stat(join(cache, images))
  const asked: string[] = []
  const mirror = await serve((request, response) => {
    asked.push(request.url!)
    response.writeHead(404).end()
  })
  await failure(load([mirror], { cache }))
  expect(asked).toHaveLength(3)
  expect(asked).not.toContain(`/${images}.gz`)
  const after = await stat(join(cache, images))
  expect([after.ino, after.mtimeMs]).toEqual([before.ino, before.mtimeMs])
})

test('a wrong file in the cache makes room for a good download and is kept under another name', async () => {
  const cache = await temporaryFolder()
  const wrong = Buffer.from(smallFiles[images]!).fill(8, 100, 200)
  await writeFile(join(cache, images), wrong)
  const told: LoadProgress[] = []
  await load([await serveSmallFiles()], { cache, onProgress: p => told.push(p) })
  expect(await readFile(join(cache, images))).toEqual(smallFiles[images])
  const aside = (await readdir(cache)).filter(name => !names.includes(name))
  expect(aside).toHaveLength(1)
  expect(await readFile(join(cache, aside[0]!))).toEqual(wrong)
  expect(told).toContainEqual({
    kind: 'notice',
    message: expect.stringContaining(`was moved to ${join(cache, aside[0]!)}`),
  })
})

test('a wrong file in the cache stays where it is when no mirror has a better one', async () => {
  const cache = await temporaryFolder()
  await writeFile(join(cache, images), 'wrong')
  await failure(load([await serve((_, response) => response.end('nonsense'))], { cache }))
  expect(await readdir(cache)).toEqual([images])
})

test('a download is used, and the reason told, when the cache cannot be written', async () => {
  const cache = join(await temporaryFolder(), 'occupied')
  await writeFile(cache, 'a file, not a folder')
  const mirror = await serveSmallFiles()
  const told: LoadProgress[] = []
  const { files } = await load([mirror], { cache, onProgress: p => told.push(p) })
  expect(files[0]!.path).toBe(`${mirror}${images}.gz`)
  expect(told).toContainEqual({ kind: 'notice', message: expect.stringContaining('not kept in the cache') })
})

test('nothing is left behind when a file cannot take its place in the cache', async () => {
  const cache = await temporaryFolder()
  await mkdir(join(cache, images))
  const stored = store(cache, images, smallFiles[images]!, false, () => {})
  await expect(stored).rejects.toThrow(`${join(cache, images)}: not kept in the cache: `)
  expect(await readdir(cache)).toEqual([images])
})

test('what a killed download left half written goes with the next one; that of a running process and others stay', async () => {
  const cache = await temporaryFolder()
  const { pid } = spawnSync(process.execPath, ['--eval', ''])
  const partOf = (pid: number) => `.${images}.${pid}.${randomUUID()}.part`
  const staying = [partOf(process.pid), 'mine.part', `.${images}.${pid}.part`]
  for (const name of [...staying, partOf(pid)]) await writeFile(join(cache, name), 'half')
  await load([await serveSmallFiles()], { cache })
  expect((await readdir(cache)).sort()).toEqual([...staying, ...names].sort())
})

test('many loads at once into the same cache all succeed and leave only the four files', async () => {
  const cache = await temporaryFolder()
  const mirror = await serveSmallFiles()
  const all = await Promise.all(Array.from({ length: 6 }, () => load([mirror], { cache })))
  for (const { test } of all) expect([...test.labels]).toEqual([7, 2])
  expect((await readdir(cache)).sort()).toEqual(names)
})

test('another function can do the fetching', async () => {
  const fetch: typeof globalThis.fetch = async input =>
    new Response(new Uint8Array(smallFiles[String(input).replace('https://example.org/digits/', '').slice(0, -3)]!))
  const loaded = await load(['https://example.org/digits'], { cache: await temporaryFolder(), fetch })
  expect(loaded.test.count).toBe(2)
})

test('a time-out out of range is refused', async () => {
  for (const timeout of [0, -1, Number.NaN, 1e9]) {
    await expect(load([], { timeout })).rejects.toThrow(`timeout: expected seconds in (0, 86400], received ${timeout}`)
    await expect(load([], { deadline: timeout })).rejects.toThrow(
      `deadline: expected seconds in (0, 86400], received ${timeout}`,
    )
  }
})
