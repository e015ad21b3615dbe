import { expect, test } from 'vitest'
import { type Random, randomStream } from '../../src/random.js'
import { separators } from '../../src/reading/places.js'
import { doodleStrokes } from '../../src/synthesis/doodles.js'
import { drawingStrokes, drawings } from '../../src/synthesis/drawings.js'
import { letterStrokes } from '../../src/synthesis/letters.js'
import type { Stroke } from '../../src/synthesis/pen.js'
import { scribbleStrokes } from '../../src/synthesis/scribbles.js'
import { shapes } from '../../src/synthesis/shapes.js'
import { separatorStrokes, signStrokes } from '../../src/synthesis/signs.js'
import { turnedDigitStrokes } from '../../src/synthesis/turnedDigits.js'
import { wordStrokes } from '../../src/synthesis/words.js'

const box = (strokes: readonly Stroke[]) => {
  const [xs, ys] = [strokes.flat().map(point => point.x), strokes.flat().map(point => point.y)]
  const [left, right, top, bottom] = [Math.min(...xs), Math.max(...xs), Math.min(...ys), Math.max(...ys)]
  return { left, right, top, bottom, width: right - left, height: bottom - top }
}
const many = (write: (random: Random) => Stroke[]) =>
  Array.from({ length: 200 }, (_, index) => write(randomStream(1, index)))

test.each([
  ['letters', letterStrokes],
  ['scribbles', scribbleStrokes],
  ['doodles', doodleStrokes],
  ['drawings', drawingStrokes],
  ['turned digits', turnedDigitStrokes],
])('%s lie around the middle, their larger side 1', (_, write) => {
  for (const strokes of many(write)) {
    const { left, right, top, bottom, width, height } = box(strokes)
    expect(Math.max(width, height)).toBeCloseTo(1, 6)
    expect(left + right).toBeCloseTo(0, 6)
    expect(top + bottom).toBeCloseTo(0, 6)
  }
})

test('signs lie around the middle, each as large as beside digits 1 high', () => {
  const sizes = many(signStrokes).map(strokes => {
    const { left, right, top, bottom, width, height } = box(strokes)
    expect(left + right).toBeCloseTo(0, 6)
    expect(top + bottom).toBeCloseTo(0, 6)
    return Math.max(width, height)
  })
  expect(Math.min(...sizes)).toBeLessThan(0.3)
  expect(Math.max(...sizes)).toBeGreaterThan(1)
  expect(Math.max(...sizes)).toBeLessThan(4)
})

test('separators stand where they stand beside digits: dots and commas at the foot, the others in the middle', () => {
  for (const separator of separators)
    for (const strokes of many(random => separatorStrokes(separator, random))) {
      const { left, right, top, bottom } = box(strokes)
      expect(left + right).toBeCloseTo(0, 6)
      const middle = (top + bottom) / 2
      if (separator === '.' || separator === ',') expect(middle).toBeGreaterThan(0.4)
      else expect(middle).toBeCloseTo(0, 6)
      expect(bottom - top).toBeLessThan(3)
    }
})

test('every shape has lines, all near the middle', () => {
  for (const [, shape] of shapes)
    for (const strokes of many(shape)) {
      expect(strokes.length).toBeGreaterThan(0)
      const reach = Math.max(...strokes.flat().map(({ x, y }) => Math.max(Math.abs(x), Math.abs(y))))
      expect(reach).toBeGreaterThan(0.2)
      expect(reach).toBeLessThan(4)
    }
})

test('words lie around the middle, about 1 high, some joined, most wider than high', () => {
  const words = many(wordStrokes)
  for (const word of words) {
    const { left, right, height } = box(word)
    expect(left + right).toBeCloseTo(0, 6)
    expect(height).toBeGreaterThan(0.4)
    expect(height).toBeLessThan(2)
  }
  expect(words.filter(word => box(word).width > box(word).height).length).toBeGreaterThan(140)
  const longest = words.map(word => Math.max(...word.map(stroke => stroke.length)))
  expect(longest.filter(length => length > 100).length).toBeGreaterThan(60)
})

test.each([
  ['letters', letterStrokes],
  ['words', wordStrokes],
  ['signs', signStrokes],
  ['scribbles', scribbleStrokes],
  ['drawings', drawingStrokes],
  ['turned digits', turnedDigitStrokes],
])('%s follow from their stream, and differ', (_, write) => {
  expect(write(randomStream(2, 'same'))).toEqual(write(randomStream(2, 'same')))
  expect(new Set(many(write).map(strokes => JSON.stringify(strokes))).size).toBe(200)
})

test('a doodle is never an outline alone, which would be a 0', () => {
  for (const strokes of many(doodleStrokes)) expect(strokes.length).toBeGreaterThan(2)
})

test('there are hundreds of drawings, each of lines that lie within its frame', () => {
  expect(drawings().length).toBeGreaterThan(500)
  for (const lines of drawings()) {
    expect(lines.length).toBeGreaterThan(0)
    for (const line of lines) expect(line.length).toBeGreaterThan(1)
    expect(Math.max(...lines.flat(2))).toBeLessThanOrEqual(240)
  }
})
