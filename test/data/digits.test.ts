import fc from 'fast-check'
import { expect, test } from 'vitest'
import {
  type Digits,
  digitsFromIdx,
  indicesByValue,
  joinDigits,
  selectDigits,
  splitDigits,
  takeDigits,
} from '../../src/data/digits.js'
import { imageSize, mnistTask } from '../../src/task.js'
import { idxImages, idxLabels } from './smallDataset.js'

const imagePixels = imageSize(mnistTask)

/** Digits of which each has its place in its first two pixels. */
function numbered(count: number): Digits {
  const images = new Uint8Array(count * imagePixels)
  const labels = new Uint8Array(count)
  for (let index = 0; index < count; index++) {
    images[index * imagePixels] = index >> 8
    images[index * imagePixels + 1] = index
    labels[index] = index % 10
  }
  return { images, labels, count }
}

const places = ({ images, count }: Digits) =>
  Array.from({ length: count }, (_, index) => images[index * imagePixels]! * 256 + images[index * imagePixels + 1]!)

test('a file of images and its file of labels make digits', () => {
  const digits = digitsFromIdx({ name: 'images', bytes: idxImages(2) }, { name: 'labels', bytes: idxLabels(4, 2) })
  expect(digits.count).toBe(2)
  expect([...digits.labels]).toEqual([4, 2])
  expect(digits.images).toHaveLength(2 * 784)
})

test('images of another size, and labels of another count, are refused', () => {
  const labels = { name: 'labels', bytes: idxLabels(4, 2) }
  expect(() => digitsFromIdx({ name: 'images', bytes: idxImages(2, 14, 28) }, labels)).toThrow(
    'images: expected images of 28 × 28 pixels, received 14 × 28',
  )
  expect(() => digitsFromIdx({ name: 'images', bytes: idxImages(3) }, labels)).toThrow(
    'labels: expected 3 labels, as many as images, received 2',
  )
})

test('taking gives the first digits, and all of them where there are fewer', () => {
  expect(places(takeDigits(numbered(5), 3))).toEqual([0, 1, 2])
  expect(takeDigits(numbered(5), 9)).toEqual(numbered(5))
})

test('a limit that is no whole number from 1 is refused', () => {
  for (const limit of [0, -1, 1.5, Number.NaN]) {
    expect(() => takeDigits(numbered(5), limit)).toThrow(`limit: expected a whole number from 1, received ${limit}`)
  }
})

test('selecting gives the digits in the order asked for, labels with their images', () => {
  const selected = selectDigits(numbered(5), [4, 0, 4])
  expect(places(selected)).toEqual([4, 0, 4])
  expect([...selected.labels]).toEqual([4, 0, 4])
  expect(() => selectDigits(numbered(5), [5])).toThrow('indices: expected whole numbers in [0, 5), received 5')
  expect(() => selectDigits(numbered(5), [-1])).toThrow('received -1')
})

test('a split puts every digit into exactly one part, in the original order, labels with their images', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 300 }), fc.nat(), fc.integer(), (count, portion, seed) => {
      const validation = portion % count
      const split = splitDigits(numbered(count), { validation, seed })
      const kept = places(split.training)
      const held = places(split.validation)
      expect(held).toHaveLength(validation)
      expect([...kept, ...held].sort((a, b) => a - b)).toEqual(places(numbered(count)))
      expect(kept).toEqual(kept.toSorted((a, b) => a - b))
      expect(held).toEqual(held.toSorted((a, b) => a - b))
      expect([...split.validation.labels]).toEqual(held.map(place => place % 10))
    }),
    { numRuns: 50 },
  )
})

test('the seed alone decides which digits are held back', () => {
  const held = (seed: number) => places(splitDigits(numbered(200), { validation: 20, seed }).validation)
  expect(held(1)).toEqual(held(1))
  expect(held(1)).not.toEqual(held(2))
})

test('neither taking, selecting nor splitting changes the digits', () => {
  const digits = numbered(20)
  takeDigits(digits, 3)
  selectDigits(digits, [3, 1])
  splitDigits(digits, { validation: 5, seed: 1 })
  expect(digits).toEqual(numbered(20))
})

test('a validation that leaves nothing to train on, or is no whole number, is refused', () => {
  for (const validation of [5, 6, -1, 0.1]) {
    expect(() => splitDigits(numbered(5), { validation, seed: 1 })).toThrow(
      `validation: expected a whole number of images in [0, 5), received ${validation}`,
    )
  }
})

test('digits put behind others keep their places, and those given are left as they are', () => {
  const [first, second] = [numbered(3), numbered(2)]
  const joined = joinDigits(first, second)
  expect(places(joined)).toEqual([0, 1, 2, 0, 1])
  expect([...joined.labels]).toEqual([0, 1, 2, 0, 1])
  expect(places(first)).toEqual([0, 1, 2])
})

test('indices are found by value, in the order in which values first come', () => {
  expect([...indicesByValue(Uint8Array.of(7, 2, 7, 0))]).toEqual([
    [7, [0, 2]],
    [2, [1]],
    [0, [3]],
  ])
})
