import { expect, test } from 'vitest'
import { prepareDigit } from '../../src/handwriting/digit.js'
import { decodeImage } from '../../src/node/decodeImage.js'
import { startPreparers } from '../../src/node/preparers.js'
import { drawSeven, whitePng } from './pictures.js'

test('threads make of each picture what prepareDigit makes of it', async () => {
  const { prepare } = startPreparers(2)
  const files = [
    drawSeven(40).png(),
    drawSeven(300).jpeg(),
    drawSeven(600, 800).jpeg(),
    drawSeven(90).ensureAlpha().png(),
  ]
  const pictures = await Promise.all(
    [...files.map(file => file.toBuffer()), whitePng(30)].map(async f => decodeImage(await f)),
  )
  const prepared = await Promise.all([...pictures, ...pictures].map(prepare))
  expect(prepared).toEqual([...pictures, ...pictures].map(picture => prepareDigit(picture)))
})

test('a picture that is none is refused, and the thread goes on', async () => {
  const { prepare } = startPreparers(1)
  await expect(prepare({ data: new Uint8Array(5), width: 2, height: 3 })).rejects.toThrow('picture: expected')
  const picture = await decodeImage(await drawSeven(40).png().toBuffer())
  expect((await prepare(picture)).image).toHaveLength(784)
})
