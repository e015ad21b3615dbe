import { encode } from 'fast-png'
import { unzipSync, zipSync } from 'fflate'
import { expect, test } from 'vitest'
import { packDigits, unpackDigits } from '../../lab/mine/exchange.js'
import { parseIdxImages, parseIdxLabels } from '../../src/data/idx.js'

const digits = [7, 0, 3].map((label, index) => ({
  label,
  image: Uint8Array.from({ length: 784 }, (_, pixel) => (pixel * (index + 3)) % 256),
}))
const pack = packDigits(digits)

test('what was packed comes back, image by image', () => {
  expect(unpackDigits([{ name: 'my-digits.zip', bytes: pack }])).toEqual(digits)
})

test('a pack holds IDX files as MNIST has them, and a picture of each digit', () => {
  const files = unzipSync(pack)
  expect(parseIdxImages(files['my-digits-images-idx3-ubyte']!, 'images')).toMatchObject({ count: 3, rows: 28 })
  expect([...parseIdxLabels(files['my-digits-labels-idx1-ubyte']!, 'labels')]).toEqual([7, 0, 3])
  expect(Object.keys(files).filter(name => name.startsWith('png/'))).toEqual([
    'png/0001-7.png',
    'png/0002-0.png',
    'png/0003-3.png',
  ])
})

test('the pictures alone, or the IDX files alone, hold the digits too', () => {
  const files = Object.entries(unzipSync(pack)).map(([name, bytes]) => ({ name, bytes }))
  expect(unpackDigits(files.filter(({ name }) => name.endsWith('.png')))).toEqual(digits)
  expect(unpackDigits(files.filter(({ name }) => name.endsWith('ubyte')))).toEqual(digits)
})

test('what would unpack to more than the memory is not unpacked', () => {
  const zip = zipSync({ 'a-1.png': new Uint8Array(123_457) })
  const view = new DataView(zip.buffer)
  for (let at = 0; at < zip.length - 4; at++) if (view.getUint32(at, true) === 123_457) view.setUint32(at, 201e6, true)
  expect(() => unpackDigits([{ name: 'bomb.zip', bytes: zip }])).toThrow(
    'bomb.zip: expected a ZIP file, received one that cannot be unpacked (it unpacks to more than 200 MB)',
  )
  const png = encode({ width: 28, height: 28, channels: 1, data: new Uint8Array(784) })
  new DataView(png.buffer, png.byteOffset).setUint32(16, 2 ** 31 - 1)
  expect(() => unpackDigits([{ name: 'bomb-1.png', bytes: png }])).toThrow(
    'bomb-1.png: expected 28 × 28 pixels of 8 bits, received 2147483647 × 28 of 8',
  )
})

test('what holds no digits is refused by its name', () => {
  const png = encode({ width: 3, height: 3, channels: 1, data: new Uint8Array(9) })
  const refuse = (name: string, bytes: Uint8Array) => expect(() => unpackDigits([{ name, bytes }]))
  refuse('letter.txt', Uint8Array.of(65)).toThrow(
    'letter.txt: expected a ZIP, IDX files, or a PNG named after its digit',
  )
  refuse('x-7.png', Uint8Array.of(65)).toThrow('x-7.png: expected a PNG, received one that cannot be decoded')
  refuse('x-7.png', png).toThrow('x-7.png: expected 28 × 28 pixels of 8 bits, received 3 × 3 of 8')
  refuse('cut.zip', pack.subarray(0, 500)).toThrow('cut.zip: expected a ZIP file')
  const images = unzipSync(pack)['my-digits-images-idx3-ubyte']!
  refuse('images', images).toThrow(
    'expected one IDX file of images and one of labels, received 1 of images and 0 of labels',
  )
})
