import fc from 'fast-check'
import { expect, test } from 'vitest'
import { UsageError } from '../../src/errors.js'
import { fixedPoint, rescale } from '../../src/quantize/fixedPoint.js'

const int32 = fc.integer({ min: -(2 ** 31), max: 2 ** 31 - 1 })

test('rescaling is exact for every int32, multiplier and shift', () => {
  fc.assert(
    fc.property(int32, int32, fc.integer({ min: 1, max: 62 }), (accumulator, multiplier, shift) => {
      const exact = (BigInt(accumulator) * BigInt(multiplier) + (1n << BigInt(shift - 1))) >> BigInt(shift)
      expect(rescale(accumulator, multiplier, shift)).toBe(Number(exact))
    }),
    { numRuns: 2000 },
  )
})

test('halves are rounded up', () => {
  expect([-3, -1, 1, 3].map(value => rescale(value, 2 ** 30, 31))).toEqual([-1, 0, 1, 2])
})

test('the largest of several factors has 31 bits, and all of them one shift', () => {
  fc.assert(
    fc.property(fc.array(fc.double({ min: -100, max: 100, noNaN: true }), { minLength: 1 }), factors => {
      fc.pre(factors.some(factor => Math.abs(factor) > 1e-6))
      const { multipliers, shift } = fixedPoint(factors)
      const largest = multipliers.reduce((most, value) => Math.max(most, Math.abs(value)), 0)
      expect(largest).toBeGreaterThanOrEqual(2 ** 30 - 1)
      for (const [i, factor] of factors.entries())
        expect(Math.abs(multipliers[i]! / 2 ** shift - factor)).toBeLessThanOrEqual(2 ** -(shift + 1))
    }),
  )
})

test('factors of nothing but zeros, and one that rounding would carry beyond 31 bits, are kept', () => {
  expect(fixedPoint([0, 0])).toEqual({ multipliers: Int32Array.of(0, 0), shift: 1 })
  const { multipliers, shift } = fixedPoint([1 - 2 ** -40])
  expect(multipliers[0]! / 2 ** shift).toBeCloseTo(1, 8)
})

test('a factor beyond all bounds is refused', () => {
  expect(() => fixedPoint([2 ** 31])).toThrow(UsageError)
  expect(() => fixedPoint([Number.POSITIVE_INFINITY])).toThrow(/received Infinity/)
})
