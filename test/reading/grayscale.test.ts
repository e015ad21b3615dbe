import fc from 'fast-check'
import { expect, test } from 'vitest'
import { readGrayLevels } from '../../src/reading/grayLevels.js'
import { chooseGrayscale, toGrayLevels } from '../../src/reading/grayscale.js'
import type { Picture } from '../../src/reading/picture.js'

type Color = readonly number[]

/** A stroke down the middle of 40 × 30 pixels, in the bytes of one color on another. */
function stroke(ink: Color, paper: Color): Picture {
  const data = Array.from({ length: 40 * 30 }, (_, i) => (i % 40 > 16 && i % 40 < 24 ? ink : paper)).flat()
  return { data: Uint8Array.from(data), width: 40, height: 30 }
}

const byte = fc.integer({ min: 0, max: 255 })
const color = fc.tuple(byte, byte, byte)

test('a gray picture keeps its gray levels', () => {
  const picture = { data: Uint8Array.from({ length: 256 }, (_, i) => i), width: 16, height: 16 }
  const { data } = toGrayLevels(picture, chooseGrayscale(picture), 1)
  for (const [index, gray] of data.entries()) expect(gray).toBeCloseTo(index, 3)
})

test('no gray level leaves 0 to 255, and ink of any color stands out from its paper by the mean of its channels at least', () => {
  fc.assert(
    fc.property(color, color, (ink, paper) => {
      const picture = stroke(ink, paper)
      const { data } = toGrayLevels(picture, chooseGrayscale(picture), 1)
      for (const gray of data) {
        expect(gray).toBeGreaterThanOrEqual(-0.01)
        expect(gray).toBeLessThanOrEqual(255.01)
      }
      const away = ink.reduce((sum, value, channel) => sum + Math.abs(value - paper[channel]!), 0)
      expect(Math.abs(data[20]! - data[0]!)).toBeGreaterThanOrEqual(away / 3 - 0.01)
    }),
  )
})

test('where nothing differs, the gray level is that of the eye', () => {
  expect(chooseGrayscale(stroke([9, 90, 200], [9, 90, 200])).weights).toEqual([0.299, 0.587, 0.114])
})

test('transparent ink of one gray level lies on the opposite, a card goes on beyond its edge', () => {
  for (const [gray, backdrop] of [
    [20, 255],
    [230, 0],
  ] as const)
    expect(chooseGrayscale(stroke([gray, gray, gray, 255], [gray, gray, gray, 0])).backdrop).toBe(backdrop)
  const card = stroke([0, 255], [200, 255])
  for (let i = 0; i < 120; i++) card.data[2 * i + 1] = 0 // transparent above
  expect(chooseGrayscale(card).backdrop).toBe(200)
  const { data } = toGrayLevels(card, chooseGrayscale(card), 1)
  expect([data[0], data[39]]).toEqual([200, 200])
})

test('squares hold the mean of their pixels, cut at the edges, and a part is that part of the whole', () => {
  const picture = { data: Uint8Array.from({ length: 35 }, (_, i) => 7 * i), width: 7, height: 5 }
  const gray = { weights: [0.299, 0.587, 0.114], offset: 0, backdrop: 255 } as const
  const mean = (pixels: readonly (readonly [number, number])[]) =>
    pixels.reduce((sum, [x, y]) => sum + 7 * (7 * y + x), 0) / pixels.length
  const { data, width, height } = toGrayLevels(picture, gray, 3)
  expect([width, height]).toEqual([3, 2])
  expect(data[2]).toBeCloseTo(mean([0, 1, 2].map(y => [6, y] as const)), 4)
  expect(data[3]).toBeCloseTo(mean([3, 4].flatMap(y => [0, 1, 2].map(x => [x, y] as const))), 4)
  const part = toGrayLevels(picture, gray, 1, { x: 2, y: 1, width: 4, height: 3 })
  expect([...part.data.subarray(0, 4)]).toEqual([9, 10, 11, 12].map(i => 7 * i))
})

test('gray levels are read as 0–1, and those of a large picture as means of squares', () => {
  const picture = { data: Uint8Array.from({ length: 3200 * 2 }, (_, i) => (i % 2 ? 255 : 0)), width: 3200, height: 2 }
  const { grayLevels, factor } = readGrayLevels(picture)
  expect([factor, grayLevels.width, grayLevels.height]).toEqual([2, 1600, 1])
  expect(grayLevels.data.every(gray => Math.abs(gray - 0.5) < 1e-6)).toBe(true)
  expect(readGrayLevels({ ...picture, data: picture.data.subarray(0, 20), width: 10 })).toMatchObject({ factor: 1 })
})
