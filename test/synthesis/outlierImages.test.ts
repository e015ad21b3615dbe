import { expect, test } from 'vitest'
import { drawOutlierImages } from '../../src/synthesis/outlierImages.js'

const images = drawOutlierImages(60, 1)
const image = (index: number) => images.subarray(index * 784, (index + 1) * 784)

test('non-digits are images of 28 × 28 pixels, each with ink, no two the same', () => {
  expect(images).toHaveLength(60 * 784)
  const texts = Array.from({ length: 60 }, (_, index) => image(index).join())
  expect(new Set(texts).size).toBe(60)
  for (let index = 0; index < 60; index++) expect(Math.max(...image(index)), `image ${index}`).toBeGreaterThan(100)
})

test('the same seed draws the same, whatever their number, and another seed others', () => {
  expect(drawOutlierImages(3, 1)).toEqual(images.subarray(0, 3 * 784))
  expect(drawOutlierImages(3, 2)).not.toEqual(images.subarray(0, 3 * 784))
})
