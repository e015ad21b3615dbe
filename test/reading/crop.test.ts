import fc from 'fast-check'
import { expect, test } from 'vitest'
import { cropDigit } from '../../src/reading/crop.js'
import type { Plane } from '../../src/reading/picture.js'
import { difference, planeOf } from './planes.js'

/** A dark T on light paper, in a box of 24 × 40. */
const picture = planeOf(100, 90, (x, y) => {
  const [column, row] = [x - 40, y - 25]
  const isInk = column >= 0 && column < 24 && row >= 0 && row < 40 && (row < 6 || (column >= 9 && column < 15))
  return isInk ? 0.25 : 0.75
})
const box = { x: 40, y: 25, width: 24, height: 40 }
const changed = ({ data, ...size }: Plane, change: (gray: number, x: number, y: number) => number): Plane => ({
  ...size,
  data: data.map((gray, i) => change(gray, i % size.width, Math.floor(i / size.width))),
})

test('the longer side of a box becomes 20 pixels in the middle of 28, its ink bright on dark paper', () => {
  const { dark } = cropDigit(picture, box)
  const rows = Array.from({ length: 28 }, (_, row) => Math.max(...dark.subarray(row * 28, (row + 1) * 28)))
  expect(rows.map(ink => ink > 127)).toEqual(Array.from({ length: 28 }, (_, row) => row >= 4 && row < 24))
  const columns = Array.from({ length: 28 }, (_, column) =>
    Math.max(...Array.from({ length: 28 }, (_, row) => dark[row * 28 + column]!)),
  )
  expect(columns.map(ink => ink > 127)).toEqual(Array.from({ length: 28 }, (_, column) => column >= 8 && column < 20))
})

test('bright ink on dark paper gives the same image, for the other polarity', () => {
  const inverted = cropDigit(
    changed(picture, gray => 1 - gray),
    box,
  )
  const { dark, bright } = cropDigit(picture, box)
  expect(difference(inverted.bright, dark)).toBeLessThanOrEqual(1)
  expect(difference(inverted.dark, bright)).toBeLessThanOrEqual(1)
})

test('neither evenly falling light nor the strength of a pen matters', () => {
  const { dark } = cropDigit(picture, box)
  const slope = fc.double({ min: -0.01, max: 0.01, noNaN: true })
  fc.assert(
    fc.property(slope, slope, fc.double({ min: 0.1, max: 1, noNaN: true }), (across, down, strength) => {
      const lit = changed(picture, (gray, x, y) => strength * gray + across * x + down * y)
      expect(difference(cropDigit(lit, box).dark, dark)).toBeLessThanOrEqual(2)
    }),
  )
})

test('what lies beyond the edge of the picture is paper', () => {
  const tight = planeOf(24, 40, (x, y) => picture.data[(y + 25) * 100 + x + 40]!)
  const { dark, bright } = cropDigit(tight, { x: 0, y: 0, width: 24, height: 40 })
  for (const image of [dark, bright])
    for (let at = 0; at < 784; at++) {
      const [column, row] = [at % 28, Math.floor(at / 28)]
      if (row < 4 || row >= 24 || column < 8 || column >= 20) expect(image[at], `${column}, ${row}`).toBe(0)
    }
  expect(dark[5 * 28 + 14]).toBe(255)
  const beside = cropDigit(tight, { x: 200, y: 200, width: 10, height: 10 })
  expect(Math.max(...beside.dark, ...beside.bright)).toBe(0)
})

test('an even part of a picture gives an image without ink', () => {
  const even = planeOf(60, 60, () => 0.5)
  const { dark, bright } = cropDigit(even, { x: 10, y: 10, width: 30, height: 30 })
  expect(dark.filter(ink => ink > 0)).toHaveLength(0)
  expect(bright.filter(ink => ink > 0)).toHaveLength(0)
})
