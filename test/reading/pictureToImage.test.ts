import { expect, test } from 'vitest'
import { imagePixels } from '../../src/node/imagePixels.js'
import { pictureToImage } from '../../src/reading/pictureToImage.js'

const [width, height] = [96, 64]

/** Colors that change slowly, so that it matters little how pixels are averaged. */
const data = Uint8ClampedArray.from({ length: width * height * 4 }, (_, at) => {
  const [x, y] = [Math.floor(at / 4) % width, Math.floor(at / 4 / width)]
  return [2.5 * x, 255 - 3 * y, x + y, 255][at % 4]!
})

const decoded = (data: Uint8ClampedArray) => ({ data: Uint8Array.from(data), width, height, scale: 1 })

test.each([1, 3, 4] as const)('a page makes the image of %i channels that Node makes of a picture', async channels => {
  const task = { imageShape: [channels, 16, 20] as const }
  const expected = await imagePixels(decoded(data), task)
  const image = pictureToImage({ data, width, height }, task)
  expect(image.length).toBe(channels * 16 * 20)
  expect(Math.max(...image.map((value, at) => Math.abs(value - expected[at]!)))).toBeLessThanOrEqual(3)
})

test('where images show something bright on black, it is found', async () => {
  const white = new Uint8ClampedArray(width * height * 4).fill(255)
  for (let y = 10; y < 50; y++) white.fill(0, (y * width + 12) * 4, (y * width + 32) * 4)
  const task = { imageShape: [1, 28, 28] as const, subjectFraction: 20 / 28 }
  const image = pictureToImage({ data: white, width, height }, task)
  expect(image).toEqual(await imagePixels(decoded(white), task))
  expect([image[0], image[14 * 28 + 14]]).toEqual([0, 255])
})
