import { expect, test } from 'vitest'
import { drawStrokes, emptyCanvas, smoothCurve } from '../../src/synthesis/pen.js'

const inkOf = ({ data }: { data: Float32Array }) => data.reduce((sum, value) => sum + value, 0)

test('a line has the area of its length times its width, and its round ends', () => {
  const canvas = emptyCanvas(60, 40)
  drawStrokes(
    canvas,
    [
      [
        { x: 10, y: 10 },
        { x: 40, y: 26 },
      ],
    ],
    { width: 6 },
  )
  expect(inkOf(canvas)).toBeCloseTo(34 * 6 + Math.PI * 9, -0.5)
})

test('pressure widens the line', () => {
  const [light, heavy] = [emptyCanvas(60, 40), emptyCanvas(60, 40)]
  for (const [canvas, pressure] of [
    [light, 1],
    [heavy, 2],
  ] as const)
    drawStrokes(
      canvas,
      [
        [
          { x: 10, y: 20, pressure },
          { x: 50, y: 20, pressure },
        ],
      ],
      { width: 4 },
    )
  expect(heavy.data[16 * 60 + 30]).toBe(1)
  expect(light.data[16 * 60 + 30]).toBe(0)
})

test('a single point is a dot, and what lies outside is cut', () => {
  const canvas = emptyCanvas(20, 20)
  drawStrokes(canvas, [[{ x: 10, y: 10 }], [{ x: -50, y: 90 }]], { width: 8 })
  expect(inkOf(canvas)).toBeCloseTo(Math.PI * 16, -0.5)
})

test('a smooth curve passes its points and ends where they end', () => {
  const points = [
    { x: 0, y: 0 },
    { x: 10, y: 5 },
    { x: 12, y: 20 },
  ]
  const curve = smoothCurve(points, 4)
  expect(curve).toHaveLength(9)
  points.forEach((point, index) => {
    expect(curve[index * 4]).toMatchObject(point)
  })
})
