import { readFile } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'
import { EngineError } from '../../src/errors.js'
import { decodeImage } from '../../src/node/decodeImage.js'
import { loadReader } from '../../src/node/reader.js'
import { startReadingThreads } from '../../src/node/readingThreads.js'
import { drawSeven, whitePng } from './pictures.js'

const model = (name: string) => readFile(fileURLToPath(new URL(`../../models/${name}`, import.meta.url)))
const classifier = { model: await model('digits.onnx') }

test('threads say of each file what a reader says of it', async () => {
  const { classify } = startReadingThreads(classifier, 2)
  const files = [
    drawSeven(40).png(),
    drawSeven(300).jpeg(),
    drawSeven(600, 800).jpeg(),
    drawSeven(90).ensureAlpha().png(),
  ]
  const contents = [...(await Promise.all(files.map(file => file.toBuffer()))), whitePng(30)]
  const readings = await Promise.all([...contents, ...contents].map(classify))
  const reader = await loadReader(undefined, { threads: 1 })
  const expected = await Promise.all(
    contents.map(async content => {
      const { data, width, height } = await decodeImage(content)
      return reader.classify(data, width, height)
    }),
  )
  expect(readings).toEqual([...expected, ...expected])
  expect(expected.map(({ digit }) => digit)).toEqual([7, 7, 7, 7, null])
})

test('a file that is no image is refused as decodeImage refuses it, and the thread goes on', async () => {
  const { classify } = startReadingThreads(classifier, 1)
  const photo = await drawSeven(300).jpeg().toBuffer()
  for (const bad of [Buffer.from('text'), photo.subarray(0, 900), 'nowhere.png']) {
    const { message } = await decodeImage(bad).then(
      () => expect.fail(),
      (error: Error) => error,
    )
    await expect(classify(bad)).rejects.toThrow(message)
  }
  expect(await classify(await drawSeven(40).png().toBuffer())).toMatchObject({ digit: 7 })
})

test('a model that names no digits is told of as a failure of the engine, not of the file', async () => {
  const { classify } = startReadingThreads({ model: await model('finder.onnx'), name: 'other.onnx' }, 1)
  const answer = await classify(await drawSeven(40).png().toBuffer())
  expect(answer).toBeInstanceOf(EngineError)
  expect((answer as EngineError).message).toMatch(/^other\.onnx: expected /)
})
