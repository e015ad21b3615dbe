import fc from 'fast-check'
import { expect, test } from 'vitest'
import { encodeIdxImages, encodeIdxLabels, parseIdxImages, parseIdxLabels } from '../../src/data/idx.js'
import { bigEndian, idxImages, idxLabels } from './smallDataset.js'

test('images come back with their dimensions and pixels', () => {
  fc.assert(
    fc.property(fc.nat(4), fc.integer({ min: 1, max: 9 }), fc.integer({ min: 1, max: 9 }), (count, rows, columns) => {
      const bytes = idxImages(count, rows, columns)
      expect(parseIdxImages(bytes, 'images')).toEqual({
        count,
        channels: 1,
        rows,
        columns,
        pixels: bytes.subarray(16),
      })
    }),
  )
})

test('labels come back as they were written', () => {
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 0, max: 9 })), labels => {
      expect([...parseIdxLabels(idxLabels(...labels), 'labels')]).toEqual(labels)
    }),
  )
})

test('what is written is what was read', () => {
  fc.assert(
    fc.property(fc.nat(4), fc.integer({ min: 1, max: 9 }), fc.integer({ min: 1, max: 9 }), (count, rows, columns) => {
      const bytes = idxImages(count, rows, columns)
      expect([...encodeIdxImages(parseIdxImages(bytes, 'images'))]).toEqual([...bytes])
    }),
  )
  expect([...encodeIdxLabels(Uint8Array.of(1, 2, 9))]).toEqual([...idxLabels(1, 2, 9)])
  expect(() => encodeIdxImages({ count: 2, rows: 1, columns: 1, pixels: Uint8Array.of(1) })).toThrow(
    'encodeIdxImages: expected 2 values of 2 images of 1 × 1 pixels, received 1',
  )
})

test('the pixels are a view of the file, wherever it lies in its memory', () => {
  const memory = Buffer.concat([Buffer.from([9, 9, 9]), idxImages(1, 2, 2)])
  const { pixels } = parseIdxImages(memory.subarray(3), 'images')
  expect([...pixels]).toEqual([0, 7, 14, 21])
  expect(pixels.buffer).toBe(memory.buffer)
})

test('a file cut anywhere is refused, and so is one byte too many', () => {
  fc.assert(
    fc.property(fc.nat(), fc.boolean(), (place, ofImages) => {
      const bytes = ofImages ? idxImages(2, 3, 3) : idxLabels(1, 2, 3)
      const parse = ofImages ? parseIdxImages : parseIdxLabels
      expect(() => parse(bytes.subarray(0, place % bytes.length), 'file')).toThrow(
        /^file: expected .* received \d+ bytes$/,
      )
      expect(() => parse(Buffer.concat([bytes, Buffer.of(0)]), 'file')).toThrow(
        /^file: expected .* received \d+ bytes$/,
      )
    }),
  )
})

test('a wrong length is told with what the header promised', () => {
  expect(() => parseIdxImages(idxImages(2).subarray(0, 1000), 'train-images-idx3-ubyte')).toThrow(
    'train-images-idx3-ubyte: expected 1584 bytes for 2 images of 28 × 28 pixels, received 1000 bytes',
  )
})

test('a file that is still compressed is told by its magic number', () => {
  const compressed = Buffer.concat([Buffer.from([0x1f, 0x8b, 0x08, 0x00]), Buffer.alloc(100)])
  expect(() => parseIdxImages(compressed, 'train-images-idx3-ubyte')).toThrow(
    'train-images-idx3-ubyte: expected magic number 0x00000803, received 0x1f8b0800, which begins gzip data',
  )
})

test('images and labels that were swapped are told apart', () => {
  expect(() => parseIdxImages(idxLabels(1, 2), 'a')).toThrow('a: expected magic number 0x00000803, received 0x00000801')
  expect(() => parseIdxLabels(idxImages(1), 'b')).toThrow('b: expected magic number 0x00000801, received 0x00000803')
})

test('dimensions whose product overflows are no length of a file', () => {
  const promised = (...header: number[]) => Buffer.concat([bigEndian(0x803, ...header), Buffer.alloc(784)])
  expect(() => parseIdxImages(promised(2 ** 31, 2 ** 31, 4), 'a')).toThrow(
    'a: expected 18446744073709552000 bytes for ',
  )
  expect(() => parseIdxImages(promised(2 ** 32 - 1, 2 ** 32 - 1, 2 ** 32 - 1), 'a')).toThrow(
    /^a: expected .* received 800 bytes$/,
  )
  expect(() => parseIdxImages(promised(784, 1, 0), 'a')).toThrow(
    'a: expected images of at least 1 × 1 pixels, received 1 × 0',
  )
})

test('what no reader would take is not written', () => {
  const pixels = Uint8Array.of(1)
  for (const [count, rows] of [
    [-1, -1],
    [0.5, 2],
    [2 ** 32, 2 ** -32],
  ] as const)
    expect(() => encodeIdxImages({ count, rows, columns: 1, pixels })).toThrow(
      'encodeIdxImages: expected 32-bit whole numbers',
    )
  expect(() => encodeIdxLabels(Uint8Array.of(3, 10))).toThrow(
    'encodeIdxLabels: expected labels 0 to 9, received 10 at index 1',
  )
})

test('a label above 9 is refused with its place', () => {
  expect(() => parseIdxLabels(idxLabels(3, 12), 'labels')).toThrow(
    'labels: expected labels 0 to 9, received 12 at index 1',
  )
})

test('images without pixels are refused', () => {
  expect(() => parseIdxImages(bigEndian(0x803, 5, 0, 28), 'images')).toThrow('received 0 × 28')
})

test('dimensions that promise more than any memory holds are refused without an attempt', () => {
  const largest = 0xffffffff
  expect(() => parseIdxImages(bigEndian(0x803, largest, largest, largest), 'images')).toThrow('received 16 bytes')
})

test('images of several channels come back with their channels', () => {
  const image = { count: 2, channels: 3, rows: 2, columns: 1, pixels: Uint8Array.from({ length: 12 }, (_, i) => i) }
  const bytes = encodeIdxImages(image)
  expect([...bytes.subarray(0, 20)]).toEqual([0, 0, 8, 4, 0, 0, 0, 2, 0, 0, 0, 3, 0, 0, 0, 2, 0, 0, 0, 1])
  expect(parseIdxImages(bytes, 'images')).toEqual(image)
  expect(() => parseIdxImages(bytes.subarray(0, 18), 'images')).toThrow(
    'images: expected a header of 20 bytes, received 18 bytes',
  )
})

test('a label that is none of the classes is refused', () => {
  expect([...parseIdxLabels(idxLabels(0, 25), 'labels', 26)]).toEqual([0, 25])
  expect(() => parseIdxLabels(idxLabels(0, 26), 'labels', 26)).toThrow(
    'labels: expected labels 0 to 25, received 26 at index 1',
  )
})
