import { expect, test } from 'vitest'
import { drawSyntheticDigits } from '../../src/synthesis/syntheticDigits.js'

test('written digits have the form of MNIST: ink within 20 × 20 pixels, its center of mass in the middle', () => {
  const { images, labels, count } = drawSyntheticDigits(80, 3)
  expect(count).toBe(80)
  expect(new Set(labels).size).toBe(10)
  for (let index = 0; index < count; index++) {
    const image = images.subarray(index * 784, (index + 1) * 784)
    let [mass, x, y] = [0, 0, 0]
    const [columns, rows] = [new Set<number>(), new Set<number>()]
    for (const [i, ink] of image.entries()) {
      mass += ink
      x += ink * ((i % 28) + 0.5)
      y += ink * (Math.floor(i / 28) + 0.5)
      if (ink > 0) {
        columns.add(i % 28)
        rows.add(Math.floor(i / 28))
      }
    }
    expect(Math.max(columns.size, rows.size), `digit ${index}`).toBeLessThanOrEqual(20)
    expect(Math.max(columns.size, rows.size), `digit ${index}`).toBeGreaterThanOrEqual(19)
    expect(Math.abs(x / mass - 14.5), `digit ${index}`).toBeLessThan(1)
    expect(Math.abs(y / mass - 14.5), `digit ${index}`).toBeLessThan(1)
  }
})

test('they follow from the seed', () => {
  expect(drawSyntheticDigits(5, 3)).toEqual(drawSyntheticDigits(5, 3))
  expect(drawSyntheticDigits(5, 3).images).not.toEqual(drawSyntheticDigits(5, 4).images)
})
