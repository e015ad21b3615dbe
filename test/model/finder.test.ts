import { readFile } from 'node:fs/promises'
import { expect, test } from 'vitest'
import { createFinder } from '../../src/model/finder.js'
import { scalesOf } from '../../src/reading/levels.js'
import { preparePicture } from '../../src/reading/prepare.js'
import { nodeRuntime } from '../../src/runtime/node.js'
import { drawNothing, drawWriting } from '../fixtures/pictures.js'

const model = await readFile(new URL('../../models/finder.onnx', import.meta.url))

/** The sizes that the finder was shown, in pixels of width. */
const shown: number[] = []
const runtime = {
  ...nodeRuntime,
  async compile(...compiled: Parameters<typeof nodeRuntime.compile>) {
    const program = await nodeRuntime.compile(...compiled)
    const run: typeof program.run = feeds => {
      shown.push(feeds.scene!.shape[3]!)
      return program.run(feeds)
    }
    return { ...program, run }
  },
}
const finder = await createFinder(runtime, model, { threads: 1 })

const { picture } = drawWriting(1).find(({ name }) => name.startsWith('canvas-'))!
const { grayLevels } = preparePicture(picture)
// No level of so small a picture is too large for either search.
const scales = scalesOf(grayLevels.width, grayLevels.height, 400)

test('a digit that is seen surely is looked for at the coarsest sizes alone, and no size is looked at twice', async () => {
  shown.length = 0
  const { found, lookFiner } = await finder.findOne(grayLevels)
  expect(found[0]!.score).toBeGreaterThan(0.9)
  expect(shown.length).toBeLessThan(scales.length)
  const finer = await lookFiner!()
  expect(shown).toHaveLength(scales.length)
  expect(new Set(shown).size).toBe(scales.length)
  expect(await lookFiner!(), 'asked once more').toEqual(finer)
})

test('to look on finds what a look at all sizes finds', async () => {
  const small = preparePicture({ ...picture, ...cut(picture, 100) }).grayLevels
  const { lookFiner } = await finder.findOne(small)
  expect(await lookFiner!()).toEqual((await finder.findAll(small)).digits)
})

test('where nothing is seen, every size was looked at, and there is none to look on at', async () => {
  shown.length = 0
  const blank = preparePicture(drawNothing(1)[0]!.picture).grayLevels
  const { found, lookFiner } = await finder.findOne(blank)
  expect(found.filter(({ score }) => score > 0.9)).toEqual([])
  expect(lookFiner).toBeUndefined()
  expect(shown).toHaveLength(scalesOf(blank.width, blank.height, 400).length)
})

/** Every so many-th pixel of a gray picture, so that its longer side has as many pixels as told. */
function cut({ data, width, height }: typeof picture, side: number) {
  const step = Math.max(width, height) / side
  const [columns, rows] = [Math.floor(width / step), Math.floor(height / step)]
  const at = (i: number) => Math.floor(Math.floor(i / columns) * step) * width + Math.floor((i % columns) * step)
  return { data: Uint8Array.from({ length: columns * rows }, (_, i) => data[at(i)]!), width: columns, height: rows }
}
