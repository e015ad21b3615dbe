import { expect, test } from 'vitest'
import { loadMnist } from '../../src/data/sources/mnist.js'
import { prepareDigit } from '../../src/handwriting/digit.js'

const { training } = await loadMnist()
const digitAt = (index: number) => training.images.subarray(index * 784, (index + 1) * 784)
const meanDifference = (a: Uint8Array, b: Uint8Array) =>
  a.reduce((sum, value, i) => sum + Math.abs(value - b[i]!), 0) / a.length

test('images of MNIST come back as they were, light on dark and dark on light', () => {
  let difference = 0
  for (let index = 0; index < 200; index++) {
    const original = digitAt(index)
    const [light, dark] = [original, original.map(value => 255 - value)].map(
      data => prepareDigit({ data, width: 28, height: 28 }).image!,
    )
    expect(dark).toEqual(light)
    difference += meanDifference(light!, original)
  }
  expect(difference / 200).toBeLessThan(1)
})

test('black and white ink on a transparent ground are the same digit', () => {
  const original = digitAt(3)
  for (const ink of [0, 255]) {
    const data = Uint8Array.from({ length: 784 * 4 }, (_, i) => (i % 4 === 3 ? original[i >> 2]! : ink))
    expect(meanDifference(prepareDigit({ data, width: 28, height: 28 }).image!, original)).toBeLessThan(4)
  }
})

test('a blank picture holds no digit, and that is said', () => {
  for (const tone of [0, 128, 255]) {
    const prepared = prepareDigit({ data: new Uint8Array(100 * 80).fill(tone), width: 100, height: 80 })
    expect(prepared).toEqual({ image: null, reason: 'blank', box: null, stages: [] })
  }
})

test('bytes that do not fit the size are refused', () => {
  expect(() => prepareDigit({ data: new Uint8Array(5), width: 2, height: 2 })).toThrow(
    'picture: expected 1 to 4 bytes for each of 2 × 2 pixels, received 5 bytes',
  )
  expect(() => prepareDigit({ data: new Uint8Array(5), width: 0, height: 2 })).toThrow(
    'picture: expected width to be a positive integer, received 0',
  )
})
