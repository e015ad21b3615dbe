import fc from 'fast-check'
import { expect, test } from 'vitest'
import { randomStream } from '../../src/random.js'
import { normalizeContrast } from '../../src/reading/contrast.js'
import { difference, planeOf } from './planes.js'

/** Strokes and grain, in gray levels 0–1. */
function textured(seed: number) {
  const random = randomStream(seed, 'texture')
  return planeOf(70, 50, (x, y) => (x % 12 < 3 || y % 17 < 2 ? 0.2 : 0.8) + 0.1 * random.uniform())
}

test('an even picture has no contrast, whatever its gray level', () => {
  fc.assert(
    fc.property(fc.float({ min: 0, max: 1, noNaN: true }), gray => {
      const { data } = normalizeContrast(planeOf(50, 45, () => gray))
      expect(difference(data, new Float32Array(50 * 45))).toBeLessThan(1e-3)
    }),
    { numRuns: 20 },
  )
})

test('more light changes nothing, a weaker pen hardly anything, and inverting only the sign', () => {
  const picture = textured(1)
  const { data } = normalizeContrast(picture)
  const changed = (change: (gray: number) => number) =>
    normalizeContrast({ ...picture, data: picture.data.map(change) }).data
  expect(
    difference(
      changed(gray => gray + 0.2),
      data,
    ),
  ).toBeLessThan(1e-3)
  expect(
    difference(
      changed(gray => 1 - gray),
      data.map(value => -value),
    ),
  ).toBeLessThan(1e-3)
  expect(
    difference(
      changed(gray => 0.4 + 0.3 * gray),
      data,
    ),
  ).toBeLessThan(0.15 * Math.max(...data.map(Math.abs)))
})

test('light that falls off slowly leaves the contrast of strokes far from it as it was', () => {
  const picture = textured(2)
  const shaded = planeOf(70, 50, (x, y) => picture.data[y * 70 + x]! - 0.003 * x)
  const [before, after] = [normalizeContrast(picture).data, normalizeContrast(shaded).data]
  expect(difference(before, after)).toBeLessThan(0.35)
  const middle = 25 * 70 + 35
  expect(after[middle]).toBeCloseTo(before[middle]!, 1)
})

test('no value stands out by more than four deviations', () => {
  const dot = planeOf(60, 60, (x, y) => (x === 30 && y === 30 ? 1 : 0))
  const { data } = normalizeContrast(dot)
  expect(data[30 * 60 + 30]).toBe(4)
  expect(Math.min(...data)).toBeGreaterThanOrEqual(-4)
})
