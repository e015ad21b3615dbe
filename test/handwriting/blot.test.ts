import { expect, test } from 'vitest'
import { loadMnist } from '../../src/data/sources/mnist.js'
import { hasBlot } from '../../src/handwriting/blot.js'

/** A rectangle of ink in the middle. */
function block(width: number, height: number): Uint8Array {
  return Uint8Array.from({ length: 784 }, (_, place) =>
    Math.abs((place % 28) - 13.5) < width / 2 && Math.abs(Math.floor(place / 28) - 13.5) < height / 2 ? 255 : 0,
  )
}

test('a block of ink is a blot, a thick stroke is none', () => {
  expect(hasBlot(block(10, 20))).toBe(true)
  expect(hasBlot(block(20, 10))).toBe(true)
  expect(hasBlot(block(6, 20))).toBe(false)
  expect(hasBlot(new Uint8Array(784))).toBe(false)
})

test('hardly any digit of MNIST has one', async () => {
  const { training } = await loadMnist({ parts: ['training'] })
  let blots = 0
  for (let index = 0; index < training.count; index++)
    if (hasBlot(training.images.subarray(index * 784, (index + 1) * 784))) blots++
  expect(blots / training.count).toBeLessThan(0.001)
})
