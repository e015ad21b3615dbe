import { readFile } from 'node:fs/promises'
import sharp from 'sharp'
import { expect, test } from 'vitest'
import { isBlank } from '../../src/handwriting/blank.js'
import { prepareDigit } from '../../src/handwriting/digit.js'
import { decodeImage } from '../../src/node/decodeImage.js'
import { randomStream } from '../../src/random.js'

const grey = (width: number, height: number, at: (x: number, y: number) => number) => ({
  data: Uint8Array.from({ length: width * height }, (_, i) => at(i % width, Math.floor(i / width))),
  width,
  height,
})

const fixture = async (name: string) =>
  decodeImage(await readFile(new URL(`../fixtures/images/${name}`, import.meta.url)))

test('paper is blank, evenly lit or in a shadow, ruled or squared', async () => {
  for (const name of ['blank.jpg', 'blank-shadow.jpg', 'blank-lined.jpg', 'blank-squared.jpg'])
    expect(isBlank(await fixture(name)), name).toBe(true)
  expect(isBlank(grey(60, 40, () => 0))).toBe(true)
  expect(isBlank(grey(60, 40, x => x * 4))).toBe(true)
  expect(isBlank(grey(1, 1, () => 7))).toBe(true)
})

test('what is all ink or texture is not called blank, and neither is the thinnest line', () => {
  const random = randomStream(1, 'texture')
  const pictures = {
    'dense ink': grey(40, 40, (x, y) => (x % 7 === 0 && y % 7 < 2 ? 255 : 0)),
    'fine stripes': grey(300, 300, x => (x % 10 < 3 ? 0 : 255)),
    'fine dots': grey(1200, 1200, (x, y) => (x % 8 < 4 && y % 8 < 4 ? 0 : 255)),
    'black and white grain': grey(1200, 900, () => random.integer(2) * 255),
    'a line of one pixel': grey(200, 200, (x, y) => (x === 100 && y > 40 && y < 160 ? 0 : 255)),
  }
  for (const [name, picture] of Object.entries(pictures)) {
    expect(isBlank(picture), name).toBe(false)
    const { image, reason } = prepareDigit(picture)
    if (image === null) expect(reason, name).toBe('unclear')
  }
})

test('a picture of which nothing can be read says whether it is blank', async () => {
  const ink = grey(40, 40, (x, y) => (x % 7 === 0 && y % 7 < 2 ? 255 : 0))
  expect(prepareDigit(ink)).toMatchObject({ image: null, reason: 'unclear' })
  expect(prepareDigit(await fixture('blank.jpg'))).toMatchObject({ image: null, reason: 'blank' })
})

test('a picture of many pixels is looked at in squares', async () => {
  const { data, info } = await sharp({ create: { width: 5000, height: 4000, channels: 3, background: '#fff' } })
    .composite([
      { input: { create: { width: 900, height: 60, channels: 3, background: '#223' } }, left: 500, top: 700 },
    ])
    .raw()
    .toBuffer({ resolveWithObject: true })
  expect(isBlank({ data, width: info.width, height: info.height })).toBe(false)
})
