import { expect, test } from 'vitest'
import { cropSubject } from '../../src/reading/subject.js'

/** A picture of 60 × 40 pixels with a bar of one gray level on another, at a place. */
function bar({ paper = 230, ink = 30, x = 30, y = 8, width = 6, height = 20 } = {}) {
  const data = new Uint8Array(60 * 40).fill(paper)
  for (let row = y; row < y + height; row++) data.fill(ink, row * 60 + x, row * 60 + x + width)
  return { data, width: 60, height: 40 }
}

const at = (image: Uint8Array, x: number, y: number) => image[y * 28 + x]!

test('what a picture shows is bright on black, its longer side as long as asked for, in the middle', () => {
  const image = cropSubject(bar(), [28, 28], 20 / 28)
  const rows = Array.from({ length: 28 }, (_, y) => Math.max(...image.subarray(y * 28, y * 28 + 28)))
  expect(rows.filter(most => most > 127)).toHaveLength(20)
  expect(at(image, 14, 14)).toBeGreaterThan(240)
  expect(at(image, 2, 14)).toBe(0)
})

test('where it lies, and whether it is dark or bright, does not matter', () => {
  const image = cropSubject(bar(), [28, 28], 20 / 28)
  for (const other of [bar({ x: 3, y: 15 }), bar({ paper: 20, ink: 220 }), bar({ paper: 180, ink: 90 })])
    expect([...cropSubject(other, [28, 28], 20 / 28)]).toEqual([...image])
})

test('a wide subject keeps its proportions, and fills an image of other proportions as far as it can', () => {
  const image = cropSubject(bar({ x: 10, y: 15, width: 40, height: 10 }), [16, 16], 1)
  const columns = Array.from({ length: 16 }, (_, x) =>
    Math.max(...Array.from({ length: 16 }, (_, y) => image[y * 16 + x]!)),
  )
  const rows = Array.from({ length: 16 }, (_, y) => Math.max(...image.subarray(y * 16, y * 16 + 16)))
  expect(columns.filter(most => most > 127)).toHaveLength(16)
  expect(rows.filter(most => most > 127)).toHaveLength(4)
})

test('a blank picture is black', () => {
  expect(new Set(cropSubject(bar({ ink: 230 }), [28, 28], 0.7))).toEqual(new Set([0]))
})
