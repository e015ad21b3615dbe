import fc from 'fast-check'
import { expect, test } from 'vitest'
import { intoLines, median } from '../../src/reading/lines.js'

/** Digits of some lines, 20 high and 16 apart, by their names: `0:3` is the fourth of the first line. */
function page(lengths: readonly number[], slope: number, unsteady: (index: number) => number) {
  return lengths.flatMap((length, line) =>
    Array.from({ length }, (_, column) => {
      const x = 16 * column + 5 * line
      const y = 32 * line + slope * x + unsteady(7 * line + column)
      return { name: `${line}:${column}`, box: { x, y, width: 12, height: 20 } }
    }),
  )
}

test('lines are told from the top and their digits from the left, level or slanted, written unsteadily', () => {
  const unsteady = fc.array(fc.double({ min: -2, max: 2, noNaN: true }), { minLength: 50, maxLength: 50 })
  const grid = fc.tuple(fc.integer({ min: 1, max: 4 }), fc.integer({ min: 2, max: 12 }))
  fc.assert(
    fc.property(grid, fc.double({ min: -0.18, max: 0.18, noNaN: true }), unsteady, ([lines, most], slope, away) => {
      const lengths = new Array<number>(lines).fill(most)
      const digits = page(lengths, slope, index => away[index % 50]!)
      const expected = lengths.map((length, line) => Array.from({ length }, (_, column) => `${line}:${column}`))
      for (const order of [digits, digits.toReversed()])
        expect(intoLines(order).map(line => line.map(({ name }) => name))).toEqual(expected)
    }),
  )
})

test('no digits are no lines', () => {
  expect(intoLines([])).toEqual([])
})

test('the median lies in the middle, of an even count above it, and that of nothing is 0', () => {
  expect([median([3, 1, 2]), median([4, 1, 3, 2]), median([])]).toEqual([2, 3, 0])
  fc.assert(
    fc.property(fc.array(fc.integer(), { minLength: 1 }), values => {
      const middle = median(values)
      expect(values.filter(value => value < middle).length).toBeLessThanOrEqual(values.length / 2)
      expect(values.filter(value => value > middle).length).toBeLessThanOrEqual(values.length / 2)
    }),
  )
})
