import { expect, test } from 'vitest'
import { loadMnist } from '../../src/data/sources/mnist.js'
import { drawStrokes, emptyCanvas, type Stroke } from '../../src/synthesis/pen.js'
import { traceDigit } from '../../src/synthesis/traced.js'

/** The image of MNIST's form that a pen draws with these strokes. */
function drawn(strokes: readonly Stroke[], width = 3): Uint8Array {
  const canvas = emptyCanvas(28, 28)
  drawStrokes(canvas, strokes, { width })
  return Uint8Array.from(canvas.data, ink => Math.round(255 * ink))
}

const circle = (radius: number): Stroke =>
  Array.from({ length: 49 }, (_, i) => ({
    x: 14 + radius * Math.cos((2 * Math.PI * i) / 48),
    y: 14 + radius * Math.sin((2 * Math.PI * i) / 48),
  }))
const line = (...places: [x: number, y: number][]): Stroke => places.map(([x, y]) => ({ x, y }))

const distance = (a: { x: number; y: number }, b: { x: number; y: number }) => Math.hypot(a.x - b.x, a.y - b.y)

test('a ring becomes one closed stroke of its radius', () => {
  const strokes = traceDigit(drawn([circle(8)]))!
  expect(strokes).toHaveLength(1)
  const [ring] = strokes as [Stroke]
  expect(ring[0]).toEqual(ring.at(-1))
  for (const point of ring) expect(Math.hypot(point.x, point.y)).toBeCloseTo(0.5, 1)
})

test('a cross becomes two strokes that meet in its middle, and go from end to end', () => {
  const strokes = traceDigit(drawn([line([6, 6], [22, 22]), line([6, 22], [22, 6])]))!
  expect(strokes).toHaveLength(2)
  for (const stroke of strokes) {
    expect(Math.min(...stroke.map(point => Math.hypot(point.x, point.y)))).toBeLessThan(0.04)
    expect(distance(stroke[0]!, stroke.at(-1)!)).toBeGreaterThan(1.3)
  }
})

test('a stem that stands on a line ends on it', () => {
  const strokes = traceDigit(drawn([line([5, 20], [23, 20]), line([14, 5], [14, 20])]))!
  expect(strokes).toHaveLength(2)
  const [stem, base] = strokes.toSorted((a, b) => distance(b[0]!, b.at(-1)!) - distance(a[0]!, a.at(-1)!)).toReversed()
  const ends = [stem![0]!, stem!.at(-1)!]
  expect(Math.min(...ends.map(end => Math.min(...base!.map(point => distance(point, end)))))).toBeLessThan(0.02)
})

test.each([2, 3, 4])('a line of %i pixels keeps its length and its one stroke', width => {
  const image = drawn([line([14, 5], [14, 23])], width)
  const strokes = traceDigit(image)!
  expect(strokes).toHaveLength(1)
  const widest = Math.max(...strokes[0]!.map(point => Math.abs(point.x)))
  expect(widest).toBeLessThan(0.03)
})

test('an empty image and one that is all ink have no strokes', () => {
  expect(traceDigit(new Uint8Array(784))).toBeNull()
  expect(traceDigit(new Uint8Array(784).fill(255))).toBeNull()
})

test("MNIST's digits become strokes about the middle, 1 high or wide, almost all of them", async () => {
  const { training } = await loadMnist({ parts: ['training'], mirrors: [] })
  let traced = 0
  for (let index = 0; index < 500; index++) {
    const strokes = traceDigit(training.images.subarray(index * 784, (index + 1) * 784))
    if (!strokes) continue
    traced++
    const [xs, ys] = [strokes.flat().map(point => point.x), strokes.flat().map(point => point.y)]
    const [left, right, top, bottom] = [Math.min(...xs), Math.max(...xs), Math.min(...ys), Math.max(...ys)]
    expect(Math.max(right - left, bottom - top), `image ${index}`).toBeCloseTo(1, 6)
    expect(left + right, `image ${index}`).toBeCloseTo(0, 6)
    expect(top + bottom, `image ${index}`).toBeCloseTo(0, 6)
  }
  expect(traced).toBeGreaterThan(485)
})
