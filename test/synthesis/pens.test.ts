import { expect, test } from 'vitest'
import { randomStream } from '../../src/random.js'
import { type Canvas, drawStrokes, emptyCanvas, type Stroke } from '../../src/synthesis/pen.js'
import { drawWith, type Pen, randomPen } from '../../src/synthesis/pens.js'

const plain: Pen = {
  width: 4,
  hard: false,
  softness: 1,
  opacity: 1,
  pressure: { depth: 0, pace: 4 },
  taper: 1,
  nib: null,
  gaps: null,
  grain: undefined,
}
const curve: Stroke = Array.from({ length: 200 }, (_, i) => ({ x: 10 + i / 4, y: 30 + 15 * Math.sin(i / 30) }))
const across: Stroke = [
  { x: 10, y: 30 },
  { x: 60, y: 30 },
]

function drawn(strokes: readonly Stroke[], pen: Partial<Pen>): Canvas {
  const canvas = emptyCanvas(70, 60)
  drawWith(canvas, strokes, { ...plain, ...pen }, randomStream(1, 'pen'))
  return canvas
}
const inkOf = ({ data }: Canvas) => data.reduce((sum, value) => sum + value, 0)

test('a plain pen draws what drawStrokes draws, from fewer places', () => {
  const canvas = emptyCanvas(70, 60)
  drawStrokes(canvas, [curve], { width: 4 })
  const largest = drawn([curve], {}).data.reduce((most, ink, at) => Math.max(most, Math.abs(ink - canvas.data[at]!)), 0)
  expect(largest).toBeLessThan(0.06)
})

test.each([0.7, 1, 1.4, 1.6, 3, 8])('a hard pen of %d pixels leaves ink or none, and no holes', width => {
  const canvas = drawn([curve], { width, hard: true })
  expect(new Set(canvas.data)).toEqual(new Set([0, 1]))
  for (let x = 11; x < 59; x++) {
    const rows = Array.from({ length: 60 }, (_, y) => y).filter(y => canvas.data[y * 70 + x] === 1)
    expect(rows.length, `column ${x}`).toBeGreaterThan(0)
    expect(rows.at(-1)! - rows[0]! + 1, `column ${x}`).toBe(rows.length)
  }
})

test('opacity is the ink of a line, also where it crosses itself', () => {
  const canvas = drawn([across, across.map(({ x, y }) => ({ x: y + 5, y: x - 5 }))], { opacity: 0.4 })
  expect(Math.max(...canvas.data)).toBeCloseTo(0.4, 5)
})

test('a dry pen leaves gaps, about as much as it is told', () => {
  const line: Stroke[] = Array.from({ length: 14 }, (_, row) => across.map(({ x }) => ({ x, y: 3 + 4 * row })))
  const [whole, dry] = [
    drawn(line, { width: 1.5 }),
    drawn(line, { width: 1.5, gaps: { share: 0.3, length: 2, regular: false } }),
  ]
  expect(inkOf(dry) / inkOf(whole)).toBeGreaterThan(0.6)
  expect(inkOf(dry) / inkOf(whole)).toBeLessThan(0.95)
})

test('a flat nib draws lines along it thinner than lines across it', () => {
  const down = across.map(({ x, y }) => ({ x: y, y: x - 5 }))
  const nib = { angle: 0, thin: 0.3 }
  expect(inkOf(drawn([across], { nib }))).toBeLessThan(0.5 * inkOf(drawn([down], { nib })))
})

test('grain takes ink away unevenly', () => {
  const grain = { data: Float32Array.of(1, 0.5, 0.5, 1), side: 2 }
  const values = new Set([...drawn([across], { width: 8, grain }).data].filter((_, at) => Math.floor(at / 70) === 30))
  expect(values.has(1)).toBe(true)
  expect(values.has(0.5)).toBe(true)
})

test('random pens are from 0.7 pixels to 22 % of the size and at most 40, and each leaves ink', () => {
  const widths: number[] = []
  for (let index = 0; index < 600; index++) {
    const random = randomStream(2, index)
    const size = [12, 28, 60, 300][index % 4]!
    const pen = randomPen(random, size)
    widths.push(pen.width)
    expect(pen.width).toBeGreaterThanOrEqual(0.7)
    expect(pen.width).toBeLessThanOrEqual(Math.min(40, 0.22 * size))
    const canvas = emptyCanvas(70, 60)
    drawWith(canvas, [curve], pen, random)
    expect(Math.max(...canvas.data), `pen ${index}`).toBeGreaterThan(0.05)
    expect(Math.max(...canvas.data), `pen ${index}`).toBeLessThanOrEqual(1)
  }
  expect(widths.filter(width => width < 1).length).toBeGreaterThan(40)
  expect(widths.filter(width => width > 8).length).toBeGreaterThan(40)
})

test('the same stream draws the same', () => {
  const draw = (seed: number) => {
    const random = randomStream(seed, 'again')
    const canvas = emptyCanvas(70, 60)
    drawWith(canvas, [curve], randomPen(random, 60), random)
    return canvas.data
  }
  expect(draw(3)).toEqual(draw(3))
  expect(draw(3)).not.toEqual(draw(4))
})

test('a dot is drawn by every pen', () => {
  for (const pen of [{}, { hard: true, width: 1 }, { gaps: { share: 0.2, length: 1, regular: true } }])
    expect(inkOf(drawn([[{ x: 30, y: 30 }]], pen))).toBeGreaterThan(0)
})
