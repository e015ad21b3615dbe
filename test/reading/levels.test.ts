import fc from 'fast-check'
import { expect, test } from 'vitest'
import { levelOf, MARGIN, scalesOf } from '../../src/reading/levels.js'
import { SIZES, STRIDE } from '../../src/reading/places.js'
import { planeOf } from './planes.js'

test('a digit of any size, from 20 pixels to the whole picture, has at some level the size that the finder looks for', () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 20, max: 1000 }),
      fc.integer({ min: 20, max: 1000 }),
      fc.double({ min: 0, max: 1, noNaN: true }),
      (width, height, share) => {
        const most = Math.max(width, height)
        const size = 20 * (most / 20) ** share
        const sizes = scalesOf(width, height, 1600).map(scale => scale * size)
        expect(sizes.some(each => each >= SIZES.least && each <= SIZES.most * 1.0001)).toBe(true)
      },
    ),
  )
})

test('no level has more pixels along a side than is allowed, but for the coarsest', () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: 5000 }),
      fc.integer({ min: 1, max: 5000 }),
      fc.integer({ min: 10, max: 1600 }),
      (width, height, largest) => {
        const [coarsest, ...finer] = scalesOf(width, height, largest)
        expect(coarsest! * Math.max(width, height)).toBeCloseTo(SIZES.most)
        for (const scale of finer) expect(scale * Math.max(width, height)).toBeLessThanOrEqual(largest)
      },
    ),
  )
})

test('a level holds the picture with a margin of nothing around it, in whole places', () => {
  const { scale, field } = levelOf(
    planeOf(90, 50, x => (x % 10 < 3 ? 0 : 1)),
    0.5,
  )
  expect(scale).toBe(0.5)
  const at = (x: number, y: number) => field.data[y * field.width + x]!
  expect([field.width % STRIDE, field.height % STRIDE]).toEqual([0, 0])
  expect(field.width).toBeGreaterThanOrEqual(45 + 2 * MARGIN)
  for (let y = 0; y < field.height; y++)
    for (let x = 0; x < field.width; x++) {
      const isMargin = x < MARGIN || y < MARGIN || x >= MARGIN + 45 || y >= MARGIN + 25
      if (isMargin) expect(at(x, y)).toBe(0)
    }
  expect(at(MARGIN, MARGIN)).toBeLessThan(0)
  expect(at(MARGIN + 3, MARGIN)).toBeGreaterThan(0)
})
