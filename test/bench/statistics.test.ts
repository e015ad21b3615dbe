import { expect, test } from 'vitest'
import { median, rounded, roundRatios, spread } from '../../bench/statistics.js'

const rounds = (...values: number[]) => values.map((value, round) => ({ round, value }))

test('the median is the value in the middle, or half way between the two', () => {
  expect(median([9, 1, 2])).toBe(2)
  expect(median([4, 1, 3, 2])).toBe(2.5)
  expect(() => median([])).toThrow('median: expected at least one value, received none')
})

test('a spread goes from the lowest to the highest', () => {
  expect(spread([3, 1, 2])).toEqual({ median: 2, low: 1, high: 3, count: 3 })
})

test('ratios are taken round by round, so that a slow minute cancels', () => {
  // Everything took ten times as long in the second round.
  expect(roundRatios(rounds(2, 20, 2), rounds(1, 10, 1))).toEqual({ median: 2, low: 2, high: 2, count: 3 })
})

test('only rounds in which both were measured count', () => {
  expect(roundRatios(rounds(6), rounds(2, 1, 1))).toEqual({ median: 3, low: 3, high: 3, count: 1 })
  expect(roundRatios([], rounds(1))).toBeUndefined()
})

test('numbers keep five digits, whole ones all of them', () => {
  expect(rounded({ a: [1.23456789], b: 123456789, c: 'x', d: null })).toEqual({
    a: [1.2346],
    b: 123456789,
    c: 'x',
    d: null,
  })
})
