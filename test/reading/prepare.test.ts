import { readFile } from 'node:fs/promises'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { decodeImage } from '../../src/node/decodeImage.js'
import { preparePicture } from '../../src/reading/prepare.js'

const gray = (width: number, height: number, at: (x: number, y: number) => number) => ({
  data: Uint8Array.from({ length: width * height }, (_, i) => at(i % width, Math.floor(i / width))),
  width,
  height,
})

test('a picture of one gray level is blank, whichever it is', () => {
  for (const tone of [0, 128, 255]) expect(preparePicture(gray(40, 30, () => tone)).isBlank).toBe(true)
  expect(preparePicture(gray(1, 1, () => 7)).isBlank).toBe(true)
})

test('the thinnest and palest of pens is not blank, nor is what is all ink or texture', () => {
  const pictures = {
    'a line of one pixel': gray(200, 200, (x, y) => (x === 100 && y > 40 && y < 160 ? 0 : 255)),
    'a line of one pixel, of a contrast of 20': gray(64, 64, x => (x === 30 ? 235 : 255)),
    'dense ink': gray(40, 40, (x, y) => (x % 7 === 0 && y % 7 < 2 ? 255 : 0)),
    'fine stripes': gray(300, 300, x => (x % 10 < 3 ? 0 : 255)),
  }
  for (const [name, picture] of Object.entries(pictures)) expect(preparePicture(picture).isBlank, name).toBe(false)
})

test('no stroke of one pixel or more that is 20 gray levels from its paper is blank', () => {
  const point = fc.tuple(fc.integer({ min: 0, max: 99 }), fc.integer({ min: 0, max: 99 }))
  const tones = fc.tuple(fc.integer({ min: 0, max: 235 }), fc.integer({ min: 20, max: 255 }))
  fc.assert(
    fc.property(
      fc.array(point, { minLength: 1, maxLength: 6 }),
      fc.integer({ min: 1, max: 8 }),
      tones,
      fc.boolean(),
      fc.constantFrom(1, 3, 4),
      (corners, pen, [tone, apart], isDark, channels) => {
        const other = Math.min(255, tone + apart)
        const [ink, paper] = isDark ? [tone, other] : [other, tone]
        const data = new Uint8Array(100 * 100 * channels).fill(paper)
        if (channels === 4) for (let at = 3; at < data.length; at += 4) data[at] = 255
        for (const [index, [x, y]] of corners.entries()) {
          const [fromX, fromY] = corners[Math.max(0, index - 1)]!
          const steps = Math.max(1, Math.abs(x - fromX), Math.abs(y - fromY))
          for (let step = 0; step <= steps; step++) {
            const left = Math.round(fromX + ((x - fromX) * step) / steps)
            const top = Math.round(fromY + ((y - fromY) * step) / steps)
            for (let row = top; row < Math.min(100, top + pen); row++)
              for (let column = left; column < Math.min(100, left + pen); column++)
                data.fill(ink, (100 * row + column) * channels, (100 * row + column) * channels + Math.min(3, channels))
          }
        }
        const isAllInk = data.every((value, at) => value === ink || (channels === 4 && at % 4 === 3))
        expect(preparePicture({ data, width: 100, height: 100 }).isBlank).toBe(isAllInk)
      },
    ),
  )
})

test('ink on a transparent ground stands out from it, black or white', () => {
  const isInk = (i: number) => i % 20 > 8 && i % 20 < 12
  for (const tone of [0, 255]) {
    const data = Uint8Array.from({ length: 400 * 4 }, (_, at) => (at % 4 < 3 ? tone : isInk(at >> 2) ? 255 : 0))
    const { grayLevels, isBlank } = preparePicture({ data, width: 20, height: 20 })
    expect(isBlank).toBe(false)
    expect(Math.abs(grayLevels.data[10]! - grayLevels.data[0]!)).toBeCloseTo(1)
  }
})

test('yellow ink on white paper stands out in gray', () => {
  const data = Uint8Array.from({ length: 900 * 3 }, (_, at) => (at % 3 === 2 && Math.floor(at / 3) % 30 > 20 ? 0 : 255))
  const { grayLevels } = preparePicture({ data, width: 30, height: 30 })
  expect(Math.abs(grayLevels.data[25]! - grayLevels.data[3]!)).toBeGreaterThan(0.8)
})

test('a photo of many pixels is kept in the means of squares', async () => {
  const { grayLevels, factor } = preparePicture(gray(3300, 500, x => (x % 2) * 200))
  expect(factor).toBe(2)
  expect([grayLevels.width, grayLevels.height]).toEqual([1650, 250])
  expect(grayLevels.data[0]).toBeCloseTo(100 / 255)
  const photo = await decodeImage(await readFile(new URL('../fixtures/images/white-4.jpg', import.meta.url)))
  expect(preparePicture(photo)).toMatchObject({ isBlank: false, factor: 1 })
})

test('bytes that do not fit the size are refused', () => {
  expect(() => preparePicture({ data: new Uint8Array(5), width: 2, height: 2 })).toThrow(
    'picture: expected 1 to 4 bytes for each of 2 × 2 pixels, received 5 bytes',
  )
  expect(() => preparePicture({ data: new Uint8Array(5), width: 0, height: 2 })).toThrow(
    'picture: expected width to be a positive integer, received 0',
  )
})
