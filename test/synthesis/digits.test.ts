import { expect, test } from 'vitest'
import { UsageError } from '../../src/errors.js'
import { randomStream } from '../../src/random.js'
import { allographs } from '../../src/synthesis/allographs.js'
import { digitStrokes } from '../../src/synthesis/digits.js'
import { randomHand } from '../../src/synthesis/hand.js'
import type { Stroke } from '../../src/synthesis/pen.js'

const digits = Array.from({ length: 10 }, (_, digit) => digit)
const box = (strokes: readonly Stroke[]) => {
  const [xs, ys] = [strokes.flat().map(point => point.x), strokes.flat().map(point => point.y)]
  return { left: Math.min(...xs), right: Math.max(...xs), top: Math.min(...ys), bottom: Math.max(...ys) }
}

test('each digit is written in eight ways or more', () => {
  expect(allographs).toHaveLength(10)
  for (const ways of allographs) expect(ways.length).toBeGreaterThanOrEqual(8)
})

test.each(digits)('a %i lies around the middle, its larger side 1, and all its numbers are finite', digit => {
  for (let index = 0; index < 200; index++) {
    const { left, right, top, bottom } = box(digitStrokes(digit, randomStream(2, digit, index)))
    expect(Math.max(right - left, bottom - top)).toBeCloseTo(1, 6)
    expect(left + right).toBeCloseTo(0, 6)
    expect(top + bottom).toBeCloseTo(0, 6)
  }
})

test.each(digits)('each way of writing a %i can be asked for, and they differ', digit => {
  const plain = { write: (strokes: readonly Stroke[]) => [...strokes], slant: 0, stretch: 1 }
  const seen = allographs[digit]!.map((_, allograph) =>
    JSON.stringify(digitStrokes(digit, randomStream(3), { allograph, wobble: 0, hand: plain })),
  )
  expect(new Set(seen).size).toBe(seen.length)
})

test('common ways are drawn more often than rare ones', () => {
  // A 0 of two strokes is slashed or dotted: 1.4 of the weights.
  const all = allographs[0]!.reduce((sum, [weight]) => sum + weight, 0)
  let two = 0
  for (let index = 0; index < 2000; index++) if (digitStrokes(0, randomStream(4, index)).length === 2) two++
  expect(two / 2000).toBeCloseTo(1.4 / all, 1.5)
})

test('strokes that meet still meet, however the hand shakes', () => {
  for (let index = 0; index < 100; index++) {
    const random = randomStream(5, index)
    // A 5: stem, then belly, from the same place.
    const [stem, belly] = digitStrokes(5, random, { allograph: 0 }) as [Stroke, Stroke]
    const gap = Math.min(...stem.map(a => Math.min(...belly.map(b => Math.hypot(a.x - b.x, a.y - b.y)))))
    expect(gap).toBeLessThan(1e-6)
  }
})

test('one hand writes all digits with the same slant', () => {
  const hand = randomHand(randomStream(6))
  const slants = [1, 2].map(index => {
    const [stem] = digitStrokes(1, randomStream(7, index), { hand, allograph: 0, wobble: 0 }) as [Stroke]
    const [first, last] = [stem[0]!, stem.at(-1)!]
    return (first.x - last.x) / (last.y - first.y)
  })
  expect(slants[0]).toBeCloseTo(slants[1]!, 6)
})

test('what is no digit, and what is no way of writing it, is refused', () => {
  expect(() => digitStrokes(10, randomStream(0))).toThrow(UsageError)
  expect(() => digitStrokes(1, randomStream(0), { allograph: 99 })).toThrow(UsageError)
})
