import fc from 'fast-check'
import { expect, test } from 'vitest'
import { resample } from '../../src/reading/resample.js'
import { anyBox, anyPlane, difference, planeOf } from './planes.js'

const side = fc.integer({ min: 1, max: 40 })

test('an even plane stays as it is, at any size and whatever part of it is shown', () => {
  fc.assert(
    fc.property(side, side, side, side, anyBox, (width, height, toWidth, toHeight, region) => {
      const even = planeOf(width, height, () => 0.7)
      for (const shown of [resample(even, toWidth, toHeight), resample(even, toWidth, toHeight, region)])
        expect(difference(shown.data, new Float32Array(toWidth * toHeight).fill(0.7))).toBeLessThan(1e-5)
    }),
  )
})

test('smaller pixels are the means of what lies under them', () => {
  const row = planeOf(3, 1, x => [0, 3, 9][x]!)
  expect([...resample(row, 2, 1).data]).toEqual([1, 7])
  const grid = planeOf(4, 4, (x, y) => x + 10 * y)
  expect([...resample(grid, 2, 2).data]).toEqual([5.5, 7.5, 25.5, 27.5])
})

test('the mean of a plane stays the same where its pixels become fewer', () => {
  const mean = (values: Float32Array) => values.reduce((sum, value) => sum + value, 0) / values.length
  fc.assert(
    fc.property(anyPlane(), fc.double({ min: 0.05, max: 1, noNaN: true }), (image, scale) => {
      const [width, height] = [image.width, image.height].map(size => Math.ceil(size * scale)) as [number, number]
      expect(mean(resample(image, width, height).data)).toBeCloseTo(mean(image.data), 4)
    }),
  )
})

test('values of larger pixels lie on the straight line between those around them', () => {
  const slope = planeOf(6, 5, (x, y) => 2 * (x + 0.5) + 3 * (y + 0.5))
  const large = resample(slope, 24, 20)
  for (let y = 2; y < 18; y++)
    for (let x = 2; x < 22; x++)
      expect(large.data[y * 24 + x]).toBeCloseTo(2 * ((x + 0.5) / 4) + 3 * ((y + 0.5) / 4), 4)
})

test('a part is shown as it is, and beyond the edge as the edge', () => {
  fc.assert(
    fc.property(anyPlane(12), fc.integer({ min: -12, max: 12 }), fc.integer({ min: -12, max: 12 }), (image, x, y) => {
      const inside = (at: number, size: number) => Math.min(size - 1, Math.max(0, at))
      const expected = planeOf(
        5,
        4,
        (column, row) => image.data[inside(y + row, image.height) * image.width + inside(x + column, image.width)]!,
      )
      const part = resample(image, 5, 4, { x, y, width: 5, height: 4 })
      expect(difference(part.data, expected.data)).toBeLessThan(1e-6)
    }),
  )
})
