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
  const lengths = fc.array(fc.integer({ min: 2, max: 12 }), { minLength: 1, maxLength: 4 })
  fc.assert(
    fc.property(lengths, fc.double({ min: -0.18, max: 0.18, noNaN: true }), unsteady, (lengths, slope, away) => {
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

test('the median is the value in the middle, 0 of none', () => {
  expect(median([5, 1, 3])).toBe(3)
  expect(median([10, 2, 9])).toBe(9)
  expect(median([])).toBe(0)
})
