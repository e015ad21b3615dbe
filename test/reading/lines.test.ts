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

/** A digit 12 wide and 20 high at a place of the paper, which was turned by a slope when it was photographed. */
const written = (name: string, x: number, y: number, slope: number) => ({
  name,
  box: { x, y: y + slope * x, width: 12, height: 20 },
})
const row = (name: string, length: number, x: number, y: number, slope: number) =>
  Array.from({ length }, (_, column) => written(`${name}${column}`, x + 16 * column, y, slope))
const namesOf = (digits: ReturnType<typeof row>) =>
  intoLines(digits).map(line => line.map(({ name }) => name).join(' '))
const both = [-0.15, 0, 0.15]

test.each(both)('a digit far to the left of a page that slants by %d takes no digit of another line', slope => {
  const lines = [0, 32, 64].flatMap((y, line) => row('abc'[line]!, 8, 0, y, slope))
  const a = row('a', 8, 0, 0, slope)
    .map(({ name }) => name)
    .join(' ')
  const [b, c] = [a.replaceAll('a', 'b'), a.replaceAll('a', 'c')]
  expect(namesOf([written('x', -213, 0, slope), ...lines])).toEqual([`x ${a}`, b, c])
  expect(namesOf([written('x', -213, 32, slope), ...lines])).toEqual([a, `x ${b}`, c])
  expect(namesOf([written('x', -120, 16, slope), ...lines])).toEqual([a, 'x', b, c])
})

test.each(both)('a short line and one that begins right of it stay two, where the page slants by %d', slope => {
  const digits = [...row('a', 4, 0, 0, slope), ...row('b', 6, 213, 32, slope), ...row('c', 6, 213, -32, slope)]
  expect(namesOf(digits)).toEqual(['c0 c1 c2 c3 c4 c5', 'a0 a1 a2 a3', 'b0 b1 b2 b3 b4 b5'])
})

test.each(both)('two columns of numbers are read row by row, where the page slants by %d', slope => {
  const digits = [0, 32, 64].flatMap((y, line) => [
    ...row(`${'abc'[line]}`, 3, 0, y, slope),
    ...row(`${'ABC'[line]}`, 3, 213, y, slope),
  ])
  expect(namesOf(digits)).toEqual(['a0 a1 a2 A0 A1 A2', 'b0 b1 b2 B0 B1 B2', 'c0 c1 c2 C0 C1 C2'])
})

test.each(both)('a column of single digits is a line for each, where the page slants by %d', slope => {
  expect(namesOf([0, 32, 64, 96].map((y, line) => written(String(line), 0, y, slope)))).toEqual(['0', '1', '2', '3'])
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
