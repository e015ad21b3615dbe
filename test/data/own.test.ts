import { gzipSync } from 'node:zlib'
import { zipSync } from 'fflate'
import { describe, expect, test } from 'vitest'
import type { Digits } from '../../src/data/digits.js'
import { parseCsv } from '../../src/data/formats/csv.js'
import { gunzipFile } from '../../src/data/formats/gzip.js'
import { parseIdxZip } from '../../src/data/formats/idxPairs.js'
import { parseNpy } from '../../src/data/formats/npy.js'
import { parseNpz } from '../../src/data/formats/npz.js'
import { findDuplicates } from '../../src/data/own/duplicates.js'
import { ownPartsOf } from '../../src/data/own/numbers.js'
import { oddImages } from '../../src/data/own/oddImages.js'
import { classesOf, labeledBy, splitOwnImages } from '../../src/data/own/ownImages.js'
import { balancedWeights } from '../../src/recipe/objective.js'
import { npy } from './siblingFiles.js'
import { idxImages, idxLabels } from './smallDataset.js'

const bytesOf = (text: string) => new TextEncoder().encode(text)
const table = (text: string) => parseCsv({ name: 'table.csv', bytes: bytesOf(text) })

describe('a CSV file', () => {
  test('has a class in the first column and a pixel in every other', () => {
    const { imageShape, images, answers } = table('7,0,255,3,4\n1,9,8,7,6\n')
    expect(imageShape).toEqual([1, 2, 2])
    expect(answers).toEqual(['7', '1'])
    expect([...images]).toEqual([0, 255, 3, 4, 9, 8, 7, 6])
  })

  test('may have a line of names, and the class in any column, by name', () => {
    const { answers, images } = table('a,b,label,c,d\n0,1,"a, boot",2,255\n')
    expect(answers).toEqual(['a, boot'])
    expect([...images]).toEqual([0, 1, 2, 255])
  })

  test('of values from 0 to 1 has them multiplied', () => {
    expect([...table('x,0,0.5,1,0.2').images]).toEqual([0, 128, 255, 51])
  })

  test('that is something else is refused with the line', () => {
    expect(() => table('7,0,1,2,3\n7,0,1,2\n')).toThrow('table.csv: expected 5 columns, received 4 in line 2')
    expect(() => table('7,0,1,2,300')).toThrow('expected pixels from 0 to 255, received 300 in line 1')
    expect(() => table('7,0,1,2,3,4')).toThrow('expected the pixels of square images, such as 784, received 5')
    expect(() => table('')).toThrow('expected a line for each image, received none')
  })
})

describe('NumPy’s files', () => {
  const npz = (arrays: Record<string, Uint8Array>) =>
    parseNpz({
      name: 'own.npz',
      bytes: zipSync(Object.fromEntries(Object.entries(arrays).map(([name, bytes]) => [`${name}.npy`, bytes]))),
    })

  test('hold numbers of any kind', () => {
    const header = "{'descr': '<i8', 'fortran_order': False, 'shape': (2,), }".padEnd(117)
    const numbers = new BigInt64Array([3n, -1n])
    const bytes = Buffer.concat([
      Buffer.from('\x93NUMPY\x01\x00', 'latin1'),
      Buffer.from([118, 0]),
      Buffer.from(`${header}\n`),
      Buffer.from(numbers.buffer),
    ])
    expect([...parseNpy({ name: 'y.npy', bytes }).data]).toEqual([3, -1])
    const cut = { name: 'y.npy', bytes: bytes.subarray(0, -1) }
    expect(() => parseNpy(cut)).toThrow('y.npy: expected 16 bytes of an array of shape (2), received 15')
    expect(() => parseNpy({ name: 'y.npy', bytes: bytesOf('other data than NumPy') })).toThrow('expected an NPY file')
    const texts = Buffer.from(bytes.toString('latin1').replace('<i8', '<U8'), 'latin1')
    expect(() => parseNpy({ name: 'y.npy', bytes: texts })).toThrow('expected an array of numbers')
  })

  test('have images and labels by the names that people give them, in one part or two', () => {
    const arrays = npz({
      x_train: npy([2, 2, 2], Uint8Array.of(1, 2, 3, 4, 5, 6, 7, 8)),
      y_train: npy([2], Uint8Array.of(3, 9)),
      x_test: npy([1, 2, 2], Uint8Array.of(9, 9, 9, 9)),
      y_test: npy([1], Uint8Array.of(3)),
    })
    const { training, test } = ownPartsOf('own.npz', arrays)
    expect(training).toMatchObject({ imageShape: [1, 2, 2], answers: ['3', '9'] })
    expect(test?.answers).toEqual(['3'])
    expect(() => ownPartsOf('own.npz', npz({ z: npy([1], Uint8Array.of(1)) }))).toThrow(
      'own.npz: expected arrays x_train and y_train, or images and labels, received z',
    )
  })

  test('with the channels last are turned to channels first', () => {
    const arrays = npz({
      images: npy([1, 1, 2, 3], Uint8Array.of(1, 2, 3, 4, 5, 6)),
      labels: npy([1], Uint8Array.of(0)),
    })
    const { training } = ownPartsOf('own.npz', arrays)
    expect(training.imageShape).toEqual([3, 1, 2])
    expect([...training.images]).toEqual([1, 4, 2, 5, 3, 6])
  })
})

test('the ZIP file that the lab exports is read by its IDX files; its pictures are the same once more', () => {
  const bytes = zipSync({
    'my-digits-images-idx3-ubyte': idxImages(2),
    'my-digits-labels-idx1-ubyte': idxLabels(3, 7),
    'png/0001-3.png': bytesOf('a picture'),
  })
  expect(parseIdxZip({ name: 'mine.zip', bytes }).training.answers).toEqual(['3', '7'])
  const empty = { name: 'mine.zip', bytes: zipSync({ a: bytesOf('a') }) }
  expect(() => parseIdxZip(empty)).toThrow('mine.zip: expected one IDX file of images and one of labels, received 0')
  expect(() => parseIdxZip({ name: 'mine.zip', bytes: bytesOf('no archive') })).toThrow(
    'mine.zip: expected a ZIP archive',
  )
})

test('gzip data that says it holds more than a file can is refused before it takes memory', () => {
  expect(() => gunzipFile({ name: 'a.gz', bytes: gzipSync(new Uint8Array(100)) }, 99)).toThrow(
    'a.gz: expected at most 99 bytes compressed with gzip, received 100',
  )
})

const own = (answers: string[], groups?: string[]) => ({
  imageShape: [1, 1, 1] as const,
  images: Uint8Array.from(answers, (_, index) => index),
  answers,
  ...(groups && { groups }),
})

test('classes are in the order that people count in, and digits are all ten', () => {
  expect(classesOf('own', { training: own(['b10', 'b9', 'a']) })).toEqual(['a', 'b9', 'b10'])
  expect(classesOf('own', { training: own(['7', '3']) })).toHaveLength(10)
  expect(() => classesOf('own', { training: own(['a', 'a']) })).toThrow('own: expected 2 to 255 classes, received 1: a')
})

test('a fifth of each class is to test by, and the seed alone decides which', () => {
  const digits = labeledBy(['a', 'b'], own([...'aaaaaaaaaabbbbb']))
  const split = splitOwnImages('own', digits)
  expect(split.test.map(index => digits.labels[index])).toEqual([0, 0, 1])
  expect([...split.training, ...split.test].sort((a, b) => a - b)).toEqual([...digits.labels.keys()])
  expect(splitOwnImages('own', digits)).toEqual(split)
  expect(splitOwnImages('own', digits, 1)).not.toEqual(split)
})

test('images of one group are on one side', () => {
  const writers = Array.from({ length: 60 }, (_, index) => `writer${index % 12}`)
  const digits = labeledBy(
    ['a', 'b'],
    own(
      writers.map((_, index) => 'ab'[index % 2]!),
      writers,
    ),
  )
  const { training, test } = splitOwnImages('own', digits)
  const groupsOf = (indices: number[]) => new Set(indices.map(index => writers[index]))
  expect([...groupsOf(training)].filter(group => groupsOf(test).has(group))).toEqual([])
  expect(test.length).toBeGreaterThanOrEqual(10)
  expect(test.length).toBeLessThanOrEqual(18)
})

const digitsOf = (images: number[], labels: number[]): Digits => ({
  images: Uint8Array.from(images),
  labels: Uint8Array.from(labels),
  count: labels.length,
})

test('images that are in both parts, more than once, or of two classes are found', () => {
  const training = digitsOf([1, 1, 2, 2, 1, 1, 3, 3], [0, 0, 0, 1])
  const test = digitsOf([3, 3, 4, 4, 2, 2], [0, 0, 0])
  expect(findDuplicates(training, test)).toEqual({ inBoth: [0, 2], withinTraining: 1, contradictions: 1 })
})

test('the image that is the least like its class is the oddest', () => {
  const images = Array.from({ length: 40 }, (_, index) => (index === 17 ? 255 : 10 + (index % 3)))
  expect(oddImages(digitsOf(images, new Array(40).fill(0)), 1, 5).map(({ index }) => index)).toEqual([17])
})

test('balanced weights let every class count the same, and 1 in the mean', () => {
  const weights = balancedWeights(Uint8Array.of(0, 0, 0, 1))
  expect([...weights].map(weight => weight.toFixed(4))).toEqual(['0.6667', '0.6667', '0.6667', '2.0000'])
})
