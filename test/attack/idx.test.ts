import { mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import type { RequestListener } from 'node:http'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { expect, test } from 'vitest'
import { packDigits, unpackDigits } from '../../lab/mine/exchange.js'
import { digitsFromIdx } from '../../src/data/digits.js'
import { encodeIdxImages, encodeIdxLabels, parseIdxImages, parseIdxLabels } from '../../src/data/idx.js'
import { loadDataset } from '../../src/data/sources/dataset.js'
import type { Random } from '../../src/random.js'
import { idxImages, idxLabels, serve, smallDataset, smallFiles, temporaryFolder } from '../data/smallDataset.js'
import { attempts, mutateBytes, tryInputs } from './attack.js'

// Damaged IDX files, and mirrors that send what they like: what is read keeps what its header promises, all else is refused by the
// name of the file, and no file of the user is lost.

const pick = <T>(values: readonly T[], random: Random): T => values[random.integer(values.length)]!

/** Damage like that of any file, or to the numbers of the header. */
function damage(bytes: Uint8Array, random: Random): Uint8Array {
  if (random.integer(2) === 0) return mutateBytes(bytes, random)
  const damaged = Uint8Array.from(bytes)
  const view = new DataView(damaged.buffer)
  for (let changes = 1 + random.integer(3); changes > 0; changes--)
    view.setUint32(
      4 * random.integer(damaged.length < 16 ? 2 : 4),
      pick([0, 1, 2, 28, 784, 2 ** 16, 2 ** 31, 2 ** 32 - 1, 0x801, 0x803, 0x1f8b0800], random),
    )
  return damaged
}

/** The message of an error that names the file and fits on a line. */
function expectRefusal(error: unknown, form: RegExp): void {
  const { message } = error as Error
  expect(message).toMatch(form)
  expect(message).not.toMatch(/\n|undefined|NaN/)
}

test('damaged IDX files', async () => {
  const outcomes = await tryInputs('idx files', attempts({ few: 300, all: 4000 }), random => {
    const [rows, columns] = pick(
      [
        [28, 28],
        [28, 28],
        [3, 5],
        [1, 1],
      ] as const,
      random,
    )
    const [wholeImages, wholeLabels] = [idxImages(pick([3, 3, 0, 1], random), rows, columns), idxLabels(5, 0, 4)]
    const images = random.integer(3) > 0 ? damage(wholeImages, random) : wholeImages
    const labels = random.integer(3) > 0 ? damage(wholeLabels, random) : wholeLabels
    try {
      const parsed = parseIdxImages(images, 'images')
      expect(parsed.pixels.length).toBe(parsed.count * parsed.rows * parsed.columns)
      expect(Buffer.from(encodeIdxImages(parsed)).equals(images)).toBe(true)
      const known = parseIdxLabels(labels, 'labels')
      expect(known.every(label => label <= 9)).toBe(true)
      expect(Buffer.from(encodeIdxLabels(known)).equals(labels)).toBe(true)
      const digits = digitsFromIdx({ name: 'images', bytes: images }, { name: 'labels', bytes: labels })
      expect([digits.images.length, digits.labels.length]).toEqual([digits.count * 784, digits.count])
      return 'read'
    } catch (error) {
      expectRefusal(error, /^(images|labels): expected .+, received .+$/)
      return 'refused'
    }
  })
  expect(outcomes.refused).toBeGreaterThan(0)
})

const names = Object.keys(smallFiles)

test('folders of damaged files', async () => {
  const folder = await temporaryFolder()
  const outcomes = await tryInputs('idx folders', attempts({ few: 60, all: 1500 }), async random => {
    await rm(folder, { recursive: true, force: true })
    await mkdir(folder)
    const changed = pick(names, random)
    for (const name of names) {
      const whole = random.integer(2) === 0 ? smallFiles[name]! : gzipSync(smallFiles[name]!)
      await writeFile(join(folder, name), name === changed ? damage(whole, random) : whole)
    }
    const written = await readFile(join(folder, changed))
    const outcome = await loadDataset(smallDataset(), { folder }, undefined).then(
      ({ training, test }) => {
        expect([...training.labels, ...test.labels]).toEqual([5, 0, 4, 7, 2])
        return 'read'
      },
      error => {
        expectRefusal(error, /: expected .+, received /)
        expect(error.message.startsWith(join(folder, changed))).toBe(true)
        return 'refused'
      },
    )
    expect(await readFile(join(folder, changed))).toEqual(written)
    return outcome
  })
  expect(outcomes.refused).toBeGreaterThan(0)
})

/** What a mirror may do; each ends with the connection. */
const manners: Record<string, (good: Buffer, random: Random) => RequestListener> = {
  'sends damage': (good, random) => {
    const bytes = damage(good, random)
    return (_, response) => response.end(bytes)
  },
  'promises another length': (good, random) => {
    const length = pick([0, 1, good.length - 1, good.length + 1, 2 ** 40], random)
    return (_, response) => {
      response.writeHead(200, { 'content-length': length })
      response.socket?.end(good)
    }
  },
  'names another encoding': (good, random) => {
    const encoding = pick(['gzip', 'deflate', 'br', 'zstd', 'x', 'gzip, gzip'], random)
    return (_, response) => response.writeHead(200, { 'content-encoding': encoding }).end(good)
  },
  'answers with a status': (good, random) => {
    const status = pick([201, 204, 206, 301, 304, 307, 400, 418, 500, 503], random)
    return (_, response) =>
      response
        .writeHead(status, pick([{}, { location: 'x' }, { location: 'ftp://x/' }, { location: '\t' }], random))
        .end(status === 204 || status === 304 ? undefined : good)
  },
  'speaks no HTTP': (_, random) => {
    const words = pick(
      [
        '',
        'HTTP/9.9 200 OK\r\n\r\n',
        'HTTP/1.1 200 OK\r\ncontent-length: -1\r\n\r\n',
        'HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\nffffffffff\r\n',
        '\u0000\u0001',
      ],
      random,
    )
    return ({ socket }) => socket.end(words)
  },
  'sends in pieces': good => (_, response) => {
    for (const byte of good) response.write(Buffer.of(byte))
    response.end()
  },
}

test('mirrors that send what they like', async () => {
  let listener: RequestListener = (_, response) => response.end()
  const mirror = await serve((request, response) => listener(request, response))
  const mine = Buffer.from('not what it should be, and mine')
  const outcomes = await tryInputs('idx mirrors', attempts({ few: 40, all: 1000 }), async random => {
    const cache = await temporaryFolder()
    const occupied = random.integer(2) === 0
    if (occupied) await writeFile(join(cache, names[0]!), mine)
    const manner = pick(Object.values(manners), random)
    const listeners = Object.fromEntries(
      names.map(name => [
        `/${name}.gz`,
        random.integer(3) > 0 ? manner(gzipSync(smallFiles[name]!), random) : undefined,
      ]),
    )
    listener = (request, response) => {
      const own = listeners[request.url!]
      if (own) own(request, response)
      else response.end(gzipSync(smallFiles[request.url!.slice(1, -3)] ?? Buffer.of()))
    }
    const outcome = await loadDataset(smallDataset(mirror), { cache, timeout: 5, deadline: 10 }, undefined).then(
      ({ training, test }) => {
        expect([...training.labels, ...test.labels]).toEqual([5, 0, 4, 7, 2])
        return 'read'
      },
      error => {
        const lines: string[] = error.message.split('\n')
        expect(lines.pop()).toMatch(/^A folder that has the files can be given: /)
        for (const line of lines) expect(line).toMatch(/^(\S+: expected it in .+| {2}\S+: .+)$/)
        return 'refused'
      },
    )
    // Whatever the cache holds is right, or was there before.
    const kept = await readdir(cache)
    expect(kept.some(name => name.endsWith('.part'))).toBe(false)
    const bytes = await Promise.all(kept.map(name => readFile(join(cache, name))))
    for (const [place, name] of kept.entries()) expect([smallFiles[name] ?? mine, mine]).toContainEqual(bytes[place])
    if (occupied) expect(bytes).toContainEqual(mine)
    await rm(cache, { recursive: true })
    return outcome
  })
  expect(outcomes.refused).toBeGreaterThan(0)
  expect(outcomes.read).toBeGreaterThan(0)
})

test('damaged packs of digits', async () => {
  const pack = packDigits([7, 0].map(label => ({ label, image: new Uint8Array(784).fill(label) })))
  const outcomes = await tryInputs('idx packs', attempts({ few: 100, all: 2000 }), random => {
    try {
      for (const { image, label } of unpackDigits([{ name: 'pack.zip', bytes: mutateBytes(pack, random) }]))
        expect([image.length, label <= 9]).toEqual([784, true])
      return 'read'
    } catch (error) {
      expectRefusal(error, /expected /)
      return 'refused'
    }
  })
  expect(outcomes.refused).toBeGreaterThan(0)
})
