import { expect, test } from 'vitest'
import { largestError, roundingOf, sizesOfEntries, slopes } from './differences.js'

test('the slope at a kink is that of one side', () => {
  const relu = (x: number) => Math.max(0, x)
  const around = (x: number) => ({ below: relu(x - 0.5), here: relu(x), above: relu(x + 0.5) })
  expect(slopes(around(0.25), 0.5)).toEqual({ central: 0.75, sides: [1, 0.5] })
  expect(slopes(around(-0.25), 0.5)).toEqual({ central: 0.25, sides: [0.5, 0] })
})

test('rounding grows with the terms and with a smaller step', () => {
  expect(roundingOf([3, -4], 0.5)).toBe(10 * 4 * 2 ** -24)
})

test('an entry is as large as itself, or as a tenth of the largest', () => {
  expect(sizesOfEntries([-20, 1, 5])).toEqual([20, 2, 5])
})

test('the largest error is relative to the size of the entry, however small all are', () => {
  expect(largestError([1e-6, 2.5e-6], [1e-6, 2e-6])).toMatchObject({ index: 1, error: expect.closeTo(0.25, 9) })
  expect(largestError([0, 0], [0, 0]).error).toBe(0)
  expect(largestError([1, 0], [0, 0]).error).toBe(Number.POSITIVE_INFINITY)
  expect(largestError([Number.NaN, 1], [1, 1])).toMatchObject({ index: 0, error: Number.POSITIVE_INFINITY })
})
