import { expect, test } from 'vitest'
import { apart, evenly, isClosed, lengthOf, type Polyline, smoothed } from '../../src/synthesis/polyline.js'

const corner: Polyline = [
  [0, 0],
  [10, 0],
  [10, 5],
]
const ring: Polyline = Array.from({ length: 41 }, (_, i) => {
  const angle = (2 * Math.PI * (i % 40)) / 40
  return [20 * Math.cos(angle), 20 * Math.sin(angle)]
})

test('even places keep the ends and lie about a step apart', () => {
  const line = evenly(corner, 2)
  expect(line[0]).toEqual([0, 0])
  expect(line.at(-1)).toEqual([10, 5])
  expect(line).toHaveLength(9)
  for (let i = 1; i < line.length; i++) expect(apart(line[i - 1]!, line[i]!)).toBeLessThan(2)
  expect(lengthOf(line)).toBeGreaterThan(14)
})

test('smoothing takes out the stairs of a slope, and leaves its ends and its length', () => {
  const stairs = Array.from({ length: 41 }, (_, i): [number, number] => [i, Math.floor(i / 4)])
  const smooth = smoothed(stairs, 6)
  expect(smooth[0]).toEqual(stairs[0])
  expect(smooth.at(-1)).toEqual(stairs.at(-1))
  const away = smooth.map(([x, y]) => Math.abs(y - x / 4 + 0.375))
  expect(Math.max(...away.slice(4, -4))).toBeLessThan(0.25)
  expect(Math.abs(lengthOf(smooth) - Math.hypot(40, 10))).toBeLessThan(1)
})

test('a closed line stays closed and as large as it was', () => {
  const smooth = smoothed(ring, 6)
  expect(isClosed(smooth)).toBe(true)
  for (const [x, y] of smooth) expect(Math.hypot(x, y)).toBeCloseTo(20, 0)
})
