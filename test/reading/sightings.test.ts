import fc from 'fast-check'
import { expect, test } from 'vitest'
import { MARGIN } from '../../src/reading/levels.js'
import { boxAt, NONE, UNIT } from '../../src/reading/places.js'
import { overlapOf, type Sighting, sightings, suppress } from '../../src/reading/sightings.js'
import { anyBox } from './planes.js'

test('boxes overlap as much one way as the other, wholly with themselves, and the smaller one shares more', () => {
  fc.assert(
    fc.property(anyBox, anyBox, (a, b) => {
      const overlap = overlapOf(a, b)
      expect(overlapOf(b, a)).toEqual(overlap)
      expect(overlap.union).toBeGreaterThanOrEqual(0)
      expect(overlap.smaller).toBeGreaterThanOrEqual(overlap.union)
      expect(overlap.smaller).toBeLessThanOrEqual(1 + 1e-9)
      expect(overlapOf(a, a).union).toBeCloseTo(1)
      expect(overlapOf(a, { ...a, x: a.x + a.width + 1 })).toEqual({ union: 0, smaller: 0 })
    }),
  )
  const quarter = overlapOf({ x: 0, y: 0, width: 4, height: 4 }, { x: 1, y: 1, width: 2, height: 2 })
  expect(quarter).toEqual({ union: 0.25, smaller: 1 })
})

test('a place that sees a digit tells which, how sure, and where in the picture', () => {
  const [columns, rows] = [5, 4]
  const places = columns * rows
  const classes = new Float32Array((NONE + 1) * places)
  const boxes = new Float32Array(4 * places)
  classes.fill(20, NONE * places) // none, all over
  const at = 2 * columns + 3
  classes[NONE * places + at] = 0
  classes[7 * places + at] = Math.log(27) // against ten others of 1
  const told = [1 / UNIT, -2 / UNIT, 12 / UNIT, 20 / UNIT] as const
  for (const [channel, value] of told.entries()) boxes[channel * places + at] = value
  const level = { scale: 0.5, field: { data: new Float32Array(0), width: 0, height: 0 } }
  const [seen, ...others] = sightings({ columns, rows, classes, boxes }, level, 3)
  expect(others).toEqual([])
  expect(seen!.level).toBe(3)
  expect(seen!.score).toBeCloseTo(36 / 37)
  expect(seen!.probabilities[7]).toBeCloseTo(27 / 37)
  const { x, y, width, height } = boxAt(3, 2, told)
  expect(seen!.box).toEqual({ x: 2 * (x - MARGIN), y: 2 * (y - MARGIN), width: 2 * width, height: 2 * height })
})

/** A sighting of one digit, not sure of it. */
function sighting(digit: number, score: number, x: number, size = 20): Sighting {
  const probabilities = new Float32Array(NONE + 1).fill(0.02)
  probabilities[digit] = score - 0.18
  probabilities[NONE] = 1 - score
  return { box: { x, y: 5, width: size, height: size }, probabilities, score, level: 0 }
}

test('places that see the same digit become one, which they vote on, and others stay', () => {
  const found = suppress([sighting(3, 0.7, 1), sighting(5, 0.9, 100), sighting(3, 0.9, 0), sighting(8, 0.8, -1)])
  expect(found).toHaveLength(2)
  const [first, second] = found
  expect(first!.votes).toBeCloseTo(0.81 + 0.64 + 0.49)
  expect(first!.box.x).toBeCloseTo((0.49 * 1 - 0.64) / (0.81 + 0.64 + 0.49))
  expect(first!.probabilities.indexOf(Math.max(...first!.probabilities))).toBe(3)
  expect(first!.probabilities.reduce((sum, value) => sum + value)).toBeCloseTo(1, 5)
  // As sure, but seen by one place alone.
  expect(second!.box.x).toBe(100)
  expect(second!.strength).toBeLessThan(first!.strength)
})

test('what is found does not depend on the order in which places are looked at', () => {
  const seen = Array.from({ length: 12 }, (_, i) => sighting(i % 10, 0.3 + 0.05 * i, 7 * ((i * 5) % 12), 15 + i))
  const expected = suppress(seen)
  fc.assert(
    fc.property(fc.shuffledSubarray(seen, { minLength: seen.length }), shuffled => {
      expect(suppress(shuffled)).toEqual(expected)
    }),
    { numRuns: 30 },
  )
})
