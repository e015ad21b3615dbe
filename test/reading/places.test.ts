import fc from 'fast-check'
import { expect, test } from 'vitest'
import { boxAt, centerOf, SIZES, STRIDE, UNIT } from '../../src/reading/places.js'

test('places lie a stride apart, in the middle of what they answer for', () => {
  expect([0, 1, 2].map(centerOf)).toEqual([STRIDE / 2, 1.5 * STRIDE, 2.5 * STRIDE])
})

test('a box is what its place was told: its middle as an offset, its size in units', () => {
  const [offset, size] = [fc.double({ min: -2, max: 2, noNaN: true }), fc.double({ min: 0.1, max: 3, noNaN: true })]
  fc.assert(
    fc.property(fc.nat(40), fc.nat(40), offset, offset, size, size, (column, row, dx, dy, width, height) => {
      const box = boxAt(column, row, [dx, dy, width, height])
      expect(box.x + box.width / 2).toBeCloseTo(centerOf(column) + dx * UNIT)
      expect(box.y + box.height / 2).toBeCloseTo(centerOf(row) + dy * UNIT)
      expect([box.width, box.height]).toEqual([width * UNIT, height * UNIT].map(each => Math.max(1, each)))
    }),
  )
})

test('a box has at least one pixel, whatever its place was told', () => {
  expect(boxAt(3, 2, [0, 0, -1, 0])).toMatchObject({ width: 1, height: 1 })
})

test('sizes that are asked for lie within those that are not held against the finder', () => {
  const { ignoredFrom, least, most, ignoredTo } = SIZES
  expect([ignoredFrom, least, most, ignoredTo]).toEqual([ignoredFrom, least, most, ignoredTo].sort((a, b) => a - b))
})
