import { expect, test } from 'vitest'
import { occlusionMap } from '../../src/model/occlusion.js'
import { mnistTask } from '../../src/task.js'

/** Answers 3 by the ink of its left half, in [0, 1], and 8 where that fails. */
const leftHalf = {
  metadata: { task: mnistTask },
  async predict(images: Uint8Array) {
    const probabilities = new Float32Array((images.length / 784) * 10)
    for (let index = 0; index < images.length / 784; index++) {
      const ink = images.subarray(index * 784, (index + 1) * 784).filter((value, at) => at % 28 < 14 && value > 0)
      probabilities[index * 10 + 3] = ink.length / 100
      probabilities[index * 10 + 8] = 1 - ink.length / 100
    }
    return probabilities
  },
}

/** A square of ink on each half. */
const image = new Uint8Array(784)
for (let y = 10; y < 16; y++) for (const x of [5, 6, 7, 20, 21, 22]) image[y * 28 + x] = 255

test('ink that the answer rests on is found, and ink that does nothing is not', async () => {
  const map = await occlusionMap(leftHalf, image, 3)
  for (const [pixel, value] of map.entries())
    if (image[pixel]! > 0 && pixel % 28 < 14) expect(value).toBeGreaterThan(0.02)
    else expect(value).toBe(0)
})

test('ink that speaks against a digit counts below 0', async () => {
  const map = await occlusionMap(leftHalf, image, 8)
  expect(map[12 * 28 + 6]).toBeLessThan(-0.02)
})

test('a blank image has nothing to hide', async () => {
  expect((await occlusionMap(leftHalf, new Uint8Array(784), 3)).every(value => value === 0)).toBe(true)
})

test('what is no image is refused', async () => {
  await expect(occlusionMap(leftHalf, new Uint8Array(3), 3)).rejects.toThrow(
    'occlusionMap: expected 784 pixels, received 3',
  )
})
