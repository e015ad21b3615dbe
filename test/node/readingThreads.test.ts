import { expect, test } from 'vitest'
import { decodeImage } from '../../src/node/decodeImage.js'
import { startPreparers } from '../../src/node/preparers.js'
import { preparePicture } from '../../src/reading/prepare.js'
import { drawSeven, whitePng } from './pictures.js'

test('threads make of each picture what preparePicture makes of it', async () => {
  const { prepare } = startPreparers(2)
  const files = [
    drawSeven(40).png(),
    drawSeven(300).jpeg(),
    drawSeven(600, 800).jpeg(),
    drawSeven(90).ensureAlpha().png(),
  ]
  const contents = [...(await Promise.all(files.map(file => file.toBuffer()))), whitePng(30)]
  const prepared = await Promise.all([...contents, ...contents].map(prepare))
  const expected = await Promise.all(contents.map(async content => preparePicture(await decodeImage(content))))
  expect(prepared).toEqual([...expected, ...expected])
})

test('a file that is no image is refused as decodeImage refuses it, and the thread goes on', async () => {
  const { prepare } = startPreparers(1)
  const photo = await drawSeven(300).jpeg().toBuffer()
  for (const bad of [Buffer.from('text'), photo.subarray(0, 900), 'nowhere.png']) {
    const { message } = await decodeImage(bad).then(
      () => expect.fail(),
      (error: Error) => error,
    )
    await expect(prepare(bad)).rejects.toThrow(message)
  }
  expect((await prepare(await drawSeven(40).png().toBuffer())).tones).toMatchObject({ width: 40, height: 40 })
})
