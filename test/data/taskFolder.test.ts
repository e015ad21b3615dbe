import { mkdir, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { expect, test } from 'vitest'
import { encodeIdxImages, encodeIdxLabels } from '../../src/data/idx.js'
import { hasTask, loadTaskFolder } from '../../src/data/sources/taskFolder.js'
import { temporaryFolder } from './smallDataset.js'

const shape = { channels: 3, rows: 2, columns: 2 }

/** A folder of four training and two test images of 3 channels and 2 × 2 pixels. */
async function smallFolder(description: object = { name: 'Lights', classes: ['off', 'on'] }): Promise<string> {
  const folder = await temporaryFolder()
  const images = (count: number) =>
    encodeIdxImages({
      count,
      ...shape,
      pixels: Uint8Array.from({ length: count * 12 }, (_, i) => (i % 12 < 4 ? 255 : 0)),
    })
  await writeFile(join(folder, 'task.json'), JSON.stringify(description))
  await writeFile(join(folder, 'train-images-idx4-ubyte'), images(4))
  await writeFile(join(folder, 'train-labels-idx1-ubyte.gz'), gzipSync(encodeIdxLabels(Uint8Array.of(0, 1, 0, 1))))
  await writeFile(join(folder, 't10k-images-idx4-ubyte.gz'), gzipSync(images(2)))
  await writeFile(join(folder, 't10k-labels-idx1-ubyte'), encodeIdxLabels(Uint8Array.of(1, 0)))
  return folder
}

test('a folder with a task.json is a dataset of its own: the shape is read, mean and deviation are measured', async () => {
  const folder = await smallFolder()
  expect(await hasTask(folder)).toBe(true)
  const { task, training, test, files } = await loadTaskFolder(folder)
  expect(task).toEqual({
    name: 'Lights',
    imageShape: [3, 2, 2],
    classes: ['off', 'on'],
    mean: [1, 0, 0],
    deviation: [0.001, 0.001, 0.001],
  })
  expect([training.count, test.count]).toEqual([4, 2])
  expect([...test.labels]).toEqual([1, 0])
  expect(files.map(({ count, source }) => [count, source])).toEqual([4, 4, 2, 2].map(count => [count, 'folder']))
  expect(new Set(files.map(({ sha256 }) => sha256)).size).toBe(4)
})

test('the test images alone come with the same task', async () => {
  const folder = await smallFolder()
  const { task, test, files, ...rest } = await loadTaskFolder(folder, { parts: ['test'] })
  expect(rest).toEqual({})
  expect(test.count).toBe(2)
  expect(files).toHaveLength(2)
  expect(task).toEqual((await loadTaskFolder(folder)).task)
})

test('what task.json says goes before what was measured', async () => {
  const folder = await smallFolder({ name: 'Lights', classes: ['off', 'on'], mean: [0, 0, 0], deviation: [1, 1, 1] })
  expect((await loadTaskFolder(folder)).task).toMatchObject({ mean: [0, 0, 0], deviation: [1, 1, 1] })
  expect((await loadTaskFolder(folder, { parts: ['test'] })).files).toHaveLength(2)
})

test('a folder without a task.json is none of one’s own', async () => {
  expect(await hasTask(await temporaryFolder())).toBe(false)
})

test('what is wrong in the folder is refused by the name of the file', async () => {
  const expectRefusal = async (change: (folder: string) => Promise<unknown>, message: string | RegExp) => {
    const folder = await smallFolder()
    await change(folder)
    await expect(loadTaskFolder(folder)).rejects.toThrow(message)
  }
  const write = (name: string, content: Uint8Array | string) => (folder: string) =>
    writeFile(join(folder, name), content)
  await expectRefusal(write('task.json', '{'), /task\.json: expected a JSON object with name and classes \(/)
  await expectRefusal(write('task.json', '{}'), 'task: expected name')
  await expectRefusal(
    write('task.json', JSON.stringify({ name: 'x', classes: ['a', 'b'], imageShape: [1, 2, 2] })),
    'the shape of the images is read from their file',
  )
  await expectRefusal(
    write('t10k-images-idx4-ubyte.gz', encodeIdxImages({ count: 2, rows: 2, columns: 2, pixels: new Uint8Array(8) })),
    /t10k-images-idx4-ubyte\.gz: expected images of 2 × 2 pixels of 3 channels, received 2 × 2 pixels$/,
  )
  await expectRefusal(write('t10k-labels-idx1-ubyte', encodeIdxLabels(Uint8Array.of(1))), 'expected 2 labels')
  await expectRefusal(write('t10k-labels-idx1-ubyte', encodeIdxLabels(Uint8Array.of(1, 7))), 'expected labels 0 to 1')
  await expectRefusal(write('train-labels-idx1-ubyte.gz', Uint8Array.of(0x1f, 0x8b, 0)), 'compressed with gzip')
  await expectRefusal(folder => rm(join(folder, 't10k-images-idx4-ubyte.gz')), 'expected one of t10k-images-idx3-ubyte')
  await expectRefusal(async folder => {
    await rm(join(folder, 'task.json'))
    await mkdir(join(folder, 'task.json'))
  }, 'task.json: expected a file')
})
