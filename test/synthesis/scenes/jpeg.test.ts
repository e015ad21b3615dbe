import { expect, test } from 'vitest'
import { randomStream } from '../../../src/random.js'
import { emptyCanvas } from '../../../src/synthesis/pen.js'
import { compress } from '../../../src/synthesis/scenes/jpeg.js'

function noise(width: number, height: number) {
  const [canvas, random] = [emptyCanvas(width, height), randomStream(0, 'noise')]
  for (let i = 0; i < canvas.data.length; i++) canvas.data[i] = random.uniform()
  return canvas
}

const farthest = (a: Float32Array, b: Float32Array) => Math.max(...a.map((value, i) => Math.abs(value - b[i]!)))

test('fine steps leave a picture as it is, coarser ones leave less of it', () => {
  const before = noise(24, 16)
  const errors = [1e-6, 0.02, 0.2].map(step => {
    const after = { ...before, data: before.data.slice() }
    compress(after, step)
    return farthest(before.data, after.data)
  })
  expect(errors[0]).toBeLessThan(1e-4)
  expect(errors[1]).toBeGreaterThan(errors[0]!)
  expect(errors[2]).toBeGreaterThan(errors[1]!)
})

test('an even block stays even, and what no block covers stays as it is', () => {
  const canvas = noise(10, 9)
  const before = canvas.data.slice()
  for (let y = 0; y < 8; y++) canvas.data.fill(0.5, y * 10, y * 10 + 8)
  compress(canvas, 0.05)
  const inner = Array.from({ length: 8 }, (_, y) => [...canvas.data.slice(y * 10, y * 10 + 8)]).flat()
  expect(Math.max(...inner) - Math.min(...inner)).toBeLessThan(1e-6)
  expect(inner[0]).toBeCloseTo(0.5, 1)
  expect(canvas.data.slice(80)).toEqual(before.slice(80))
  expect(canvas.data[9]).toBe(before[9])
})

test('gray levels stay within 0 and 1', () => {
  const canvas = noise(16, 16)
  compress(canvas, 0.5)
  expect(Math.min(...canvas.data)).toBeGreaterThanOrEqual(0)
  expect(Math.max(...canvas.data)).toBeLessThanOrEqual(1)
})
