import { mkdir, mkdtemp, rename, rm, stat, symlink, truncate, utimes, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { openFile, type Representation, representBytes } from '../../src/server/representation.js'

let folder = ''

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'representation-'))
  await mkdir(join(folder, 'files', 'assets'), { recursive: true })
  await writeFile(join(folder, 'secret'), 'a secret')
  await writeFile(join(folder, 'files', 'index.html'), '<!doctype html>')
  await writeFile(join(folder, 'files', 'assets', 'a b.js'), 'export {}')
})

afterAll(() => rm(folder, { recursive: true }))

const find = (name: string) => openFile(join(folder, 'files'), name)

async function readAll({ read, close }: Representation, start: number, end: number): Promise<string> {
  const pieces: Uint8Array[] = []
  for await (const piece of read(start, end)) pieces.push(piece)
  await close()
  return String(Buffer.concat(pieces))
}

test('a file is found by its name, with its type, its size and its bytes', async () => {
  const page = (await find('index.html'))!
  expect([page.type, page.size]).toEqual(['text/html; charset=utf-8', 15])
  expect(await readAll(page, 0, 15)).toBe('<!doctype html>')
  expect(await readAll((await find('assets/a b.js'))!, 0, 6)).toBe('export')
})

test('nothing but the names of files finds one', async () => {
  const names = [
    '../secret',
    'assets/../../secret',
    'assets/../index.html',
    './index.html',
    '/index.html',
    'assets',
    'assets/',
  ]
  names.push(
    '',
    '.',
    '..',
    'index.html/',
    'index.html\0',
    'assets\\a b.js',
    '..\\secret',
    'INDEX.HTML',
    join(folder, 'secret'),
  )
  for (const name of names) expect([name, await find(name)]).toEqual([name, undefined])
  expect(await openFile(join(folder, 'gone'), 'index.html')).toBeUndefined()
})

test.skipIf(process.platform === 'win32')('symbolic links are not followed', async () => {
  await symlink(join(folder, 'secret'), join(folder, 'files', 'link'))
  await symlink(folder, join(folder, 'files', 'out'))
  for (const name of ['link', 'out/secret', 'out/files/index.html']) expect(await find(name)).toBeUndefined()
})

test('a file that is replaced while it is read is read to its end; the new one has another entity tag', async () => {
  const path = join(folder, 'files', 'replaced')
  const date = new Date(2000, 0)
  const put = async (text: string) => {
    await writeFile(`${path}.new`, text)
    await utimes(`${path}.new`, date, date) // as a package has it, the same in every version
    await rename(`${path}.new`, path)
  }
  await put('first')
  const first = (await find('replaced'))!
  await put('other')
  const other = (await find('replaced'))!
  expect((await stat(path)).mtime).toEqual(date)
  expect(await readAll(first, 0, 5)).toBe('first')
  expect(await readAll(other, 0, 5)).toBe('other')
  expect(other.etag).not.toBe(first.etag)
})

test('a file that has become shorter is not taken for whole', async () => {
  const path = join(folder, 'files', 'shorter')
  await writeFile(path, Buffer.alloc(200_000))
  const found = (await find('shorter'))!
  await truncate(path, 100_000)
  await expect(readAll(found, 0, 200_000)).rejects.toThrow('shorter: expected at least 200000 bytes, found 100000')
  await found.close()
})

test('bytes are shared by all who read them, and tagged by what they are', async () => {
  const bytes = new Uint8Array(200_000)
  const found = representBytes(bytes)
  for await (const piece of found.read(10, 150_000)) {
    expect(piece.buffer).toBe(bytes.buffer)
    expect(piece.length).toBeLessThanOrEqual(65_536)
  }
  expect((await readAll(found, 10, 150_000)).length).toBe(149_990)
  expect(representBytes(new Uint8Array(200_000)).etag).toBe(found.etag)
  expect(representBytes(Uint8Array.of(1)).etag).not.toBe(found.etag)
})
