import { mkdir, readdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { describeFaults } from '../../src/node/ownData/describeFaults.js'
import { readImageFolder } from '../../src/node/ownData/imageFolder.js'
import { openOwnData } from '../../src/node/ownData/openOwnData.js'
import { classes, drawFlags, flagPng, shape } from '../cli/toyTask.js'
import { temporaryFolder } from '../data/smallDataset.js'

/** Writes flags as images, each at the path that its index and class give. */
async function writeFlagImages(folder: string, count: number, pathOf: (index: number, name: string) => string) {
  const { images, labels } = drawFlags(count, 3)
  for (const [index, label] of labels.entries()) {
    const path = join(folder, pathOf(index, classes[label]!))
    await mkdir(join(path, '..'), { recursive: true })
    await writeFile(path, flagPng(images, index))
  }
  return { images, labels }
}

const size = 3 * shape.rows * shape.columns

test('as they are, images keep their pixels and have the class of their folder', async () => {
  const folder = await temporaryFolder()
  const flags = await writeFlagImages(folder, 12, (index, name) => join(name, `${index}.png`))
  const { task, training, test, origins, hasTest, problems } = await openOwnData(folder, { asIs: true })
  expect(task.imageShape).toEqual([3, shape.rows, shape.columns])
  expect(task.classes).toEqual([...classes].sort())
  expect([training.count + test.count, hasTest, problems]).toEqual([12, false, []])
  for (const [part, digits] of Object.entries({ training, test }))
    for (const [at, path] of origins[part as 'training' | 'test'].entries()) {
      const index = Number(/(\d+)\.png$/.exec(path)![1])
      expect(task.classes[digits.labels[at]!]).toBe(classes[flags.labels[index]!])
      expect(digits.images.subarray(at * size, (at + 1) * size)).toEqual(
        flags.images.subarray(index * size, (index + 1) * size),
      )
    }
})

test('folders train and test are the two parts, and the same image in both is told', async () => {
  const folder = await temporaryFolder()
  await writeFlagImages(folder, 9, (index, name) => join('train', name, `${index}.png`))
  await writeFlagImages(folder, 3, (index, name) => join('test', name, `${index}.png`))
  const data = await openOwnData(folder, { asIs: true })
  expect([data.training.count, data.test.count, data.hasTest]).toEqual([9, 3, true])
  expect(describeFaults(data)).toEqual([
    '3 of 3 test images are among the training images, too: the test accuracy will be too high',
  ])
})

test('images are named after what they show where they lie in one folder, and split by writers where names have one', async () => {
  const flat = await temporaryFolder()
  await writeFlagImages(flat, 15, (index, name) => `${name}_${index}.png`)
  expect((await openOwnData(flat, { asIs: true })).task.classes).toEqual([...classes].sort())

  const folder = await temporaryFolder()
  await writeFlagImages(folder, 30, (index, name) => join(name, `writer${Math.floor(index / 6)}-${index}.png`))
  const { isGrouped, origins } = await openOwnData(folder, { asIs: true })
  expect(isGrouped).toBe(true)
  const writers = (paths: readonly string[]) => new Set(paths.map(path => /writer\d/.exec(path)![0]))
  const inBoth = [...writers(origins.training)].filter(writer => writers(origins.test).has(writer))
  expect(inBoth).toEqual([])
})

test('colorful pictures become RGB images; one that cannot be read is left out and named', async () => {
  const folder = await temporaryFolder()
  await writeFlagImages(folder, 9, (index, name) => join(name, `${index}.png`))
  await writeFile(join(folder, 'cross', 'broken.png'), 'no picture')
  const { form, training, problems } = await readImageFolder(folder, { cache: join(folder, '.cache') })
  expect(form.imageShape).toEqual([3, 32, 32])
  expect(training.answers.length).toBe(9)
  expect(problems).toEqual([expect.stringContaining(join('cross', 'broken.png'))])
  const duplicates = { inBoth: [], withinTraining: 0, contradictions: 0 }
  const digits = { images: new Uint8Array(), labels: new Uint8Array(), count: 0 }
  expect(describeFaults({ problems, duplicates, training: digits, test: digits })).toEqual([
    `1 image is left out:\n  ${problems[0]}`,
  ])
})

test('what was formed once is taken from the cache, by content and form', async () => {
  const [folder, cache] = [await temporaryFolder(), await temporaryFolder()]
  await writeFlagImages(folder, 6, (index, name) => join(name, `${index}.png`))
  const first = await readImageFolder(folder, { asIs: true, cache })
  const kept = (await readdir(cache, { recursive: true, withFileTypes: true })).filter(entry => entry.isFile())
  expect(kept.length).toBe(6)
  // Other content under its key is what the second reading finds: it asked the cache, not the picture.
  await writeFile(join(kept[0]!.parentPath, kept[0]!.name), new Uint8Array(size).fill(7))
  const second = await readImageFolder(folder, { asIs: true, cache })
  const changed = first.training.answers.flatMap((_, at) =>
    second.training.images.subarray(at * size, (at + 1) * size).every(value => value === 7) ? [at] : [],
  )
  expect(changed.length).toBe(1)
  await readImageFolder(folder, { cache }) // another form
  expect((await readdir(cache, { recursive: true, withFileTypes: true })).filter(entry => entry.isFile()).length).toBe(
    12,
  )
})

test('a folder without images of classes is refused with what was expected', async () => {
  const folder = await temporaryFolder()
  await expect(openOwnData(folder)).rejects.toThrow(
    `${folder}: expected a folder of images for each class, or images named after what they show, such as 7_001.png, found no images`,
  )
  const { images } = drawFlags(1, 3)
  await writeFile(join(folder, 'flag.png'), flagPng(images, 0))
  await expect(openOwnData(folder)).rejects.toThrow('found 1 images without a class, such as flag.png')
  await expect(openOwnData(join(folder, 'flag.png'))).rejects.toThrow(
    'expected a folder, or a file .csv, .npz or .zip, received .png',
  )
})
