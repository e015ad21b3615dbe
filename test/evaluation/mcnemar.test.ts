import fc from 'fast-check'
import { expect, test } from 'vitest'
import { mcnemar } from '../../src/evaluation/mcnemar.js'

test.each([
  // By hand: 2 · (1 + 6) / 64, 2 / 1024, and a tie.
  [1, 5, 0.21875],
  [0, 10, 2 / 1024],
  [3, 3, 1],
  [0, 0, 1],
  // The sum of 65 over k for k from 0 to 6, twice, over 2^65, in whole numbers
  [59, 6, 4.964650327128617e-12],
])('%i against %i gives p = %f', (onlyFirst, onlySecond, expected) => {
  expect(mcnemar(onlyFirst, onlySecond).pValue / expected).toBeCloseTo(1, 9)
})

test('for many the exact value is near the normal approximation with its correction', () => {
  // χ² = (|450 - 550| - 1)² / 1000 = 9.801, whose upper tail with one degree of freedom is 0.001744.
  expect(mcnemar(450, 550).pValue).toBeCloseTo(0.001744, 4)
})

test('the order of the models does not matter, and p is a probability at any count', () => {
  const count = fc.integer({ min: 0, max: 10000 })
  fc.assert(
    fc.property(count, count, (a, b) => {
      const { pValue } = mcnemar(a, b)
      expect(pValue).toBe(mcnemar(b, a).pValue)
      expect(pValue).toBeGreaterThanOrEqual(0)
      expect(pValue).toBeLessThanOrEqual(1)
    }),
    { numRuns: 50 },
  )
})

test('what is no count is refused', () => {
  expect(() => mcnemar(-1, 2)).toThrow('onlyFirst: expected a whole number from 0, received -1')
  expect(() => mcnemar(1, 2.5)).toThrow('onlySecond: expected a whole number from 0, received 2.5')
})
