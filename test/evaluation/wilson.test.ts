import fc from 'fast-check'
import { expect, test } from 'vitest'
import { wilsonInterval95 } from '../../src/evaluation/wilson.js'

test('the bounds solve the equation they are defined by', () => {
  // The bounds p are where |observed - p| is 1.96 standard errors of p.
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 10000 }), fc.nat(), (count, portion) => {
      const successes = portion % (count + 1)
      for (const p of wilsonInterval95(successes, count)) {
        const distance = (successes / count - p) ** 2
        expect(distance).toBeCloseTo((1.959963984540054 ** 2 * p * (1 - p)) / count, 10)
      }
    }),
  )
})

test('the interval is in [0, 1], ends exactly at a certain end, and holds the observed fraction', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 10000 }), fc.nat(), (count, portion) => {
      const successes = portion % (count + 1)
      const [low, high] = wilsonInterval95(successes, count)
      expect(low).toBeGreaterThanOrEqual(0)
      expect(high).toBeLessThanOrEqual(1)
      expect(low).toBeLessThanOrEqual(successes / count)
      expect(high).toBeGreaterThanOrEqual(successes / count)
    }),
  )
  expect(wilsonInterval95(0, 10)[0]).toBe(0)
  expect(wilsonInterval95(10, 10)[1]).toBe(1)
})

test('the interval of a good classifier on the test set is a fifth of a point to either side', () => {
  const [low, high] = wilsonInterval95(9912, 10000)
  expect(low).toBeCloseTo(0.98917, 5)
  expect(high).toBeCloseTo(0.99285, 5)
})

test('counts out of range are refused', () => {
  expect(() => wilsonInterval95(0, 0)).toThrow('count: expected a whole number from 1, received 0')
  expect(() => wilsonInterval95(3, 2)).toThrow('successes: expected a whole number in [0, 2], received 3')
})
