import { expect, test } from 'vitest'
import { imagePixels } from '../../src/node/imagePixels.js'

/** Two pixels beside each other: red, and blue that is half transparent. */
const rgba = { data: Uint8Array.of(255, 0, 0, 255, 0, 0, 255, 128), width: 2, height: 1, scale: 1 }
const rgb = { data: Uint8Array.of(255, 0, 0, 0, 0, 255), width: 2, height: 1, scale: 1 }

test('three channels lie one after the other, and what is transparent becomes white', async () => {
  expect([...(await imagePixels(rgb, { imageShape: [3, 1, 2] }))]).toEqual([255, 0, 0, 0, 0, 255])
  expect([...(await imagePixels(rgba, { imageShape: [3, 1, 2] }))]).toEqual([255, 127, 0, 127, 0, 255])
})

test('the fourth channel says how opaque a pixel is', async () => {
  expect([...(await imagePixels(rgba, { imageShape: [4, 1, 2] }))]).toEqual([255, 0, 0, 0, 0, 255, 255, 128])
  expect([...(await imagePixels(rgb, { imageShape: [4, 1, 2] }))].slice(6)).toEqual([255, 255])
})

test('one channel is gray', async () => {
  const [red, blue, ...none] = await imagePixels(rgb, { imageShape: [1, 1, 2] })
  expect(none).toEqual([])
  expect(red).toBeGreaterThan(blue!)
})

test('the whole picture is resized, whatever its proportions', async () => {
  const picture = { data: new Uint8Array(40 * 10 * 3).fill(90), width: 40, height: 10, scale: 1 }
  expect(await imagePixels(picture, { imageShape: [3, 12, 20] })).toEqual(new Uint8Array(720).fill(90))
})

test('images of other numbers of channels cannot be made from pictures', async () => {
  await expect(imagePixels(rgb, { imageShape: [2, 1, 2] })).rejects.toThrow(
    'expected a task with images of 1, 3 or 4 channels, received one of 2',
  )
})
