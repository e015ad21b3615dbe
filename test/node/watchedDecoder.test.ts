import { readFile } from 'node:fs/promises'
import { expect, test } from 'vitest'
import { decodeImage } from '../../src/node/decodeImage.js'
import { decodeWatched } from '../../src/node/watchedDecoder.js'
import { childrenOf } from '../attack/memory.js'
import { memoryBombs, timeBombs } from './bombs.js'
import { manyScans } from './manyScans.js'
import { drawSeven, whitePng } from './pictures.js'
import { whiteTiff } from './whiteTiff.js'

test.each(Object.entries(memoryBombs))('%s that takes gigabytes is refused', async (_, make) => {
  const bomb = make()
  expect(bomb.length).toBeLessThan(500_000)
  await expect(decodeImage(bomb)).rejects.toThrow(
    'could not be read (expected an image that takes at most 400 MB to decode, received one that takes more)',
  )
})

test.each(Object.entries(timeBombs))('%s that takes minutes is refused', async (_, make) => {
  await expect(decodeWatched(make(), { maxBytes: 400e6, maxSeconds: 0.3 })).rejects.toThrow(
    'expected an image that takes at most 0.3 seconds to decode, received one that takes longer',
  )
})

test('an interlaced picture, which is held whole, is decoded where there is memory for it', async () => {
  const file = whitePng(6000, { interlaced: true })
  expect(await decodeImage(file)).toMatchObject({ width: 1200, height: 1200, scale: 5 })
  await expect(decodeWatched(file, { maxBytes: 90e6, maxSeconds: 10 })).rejects.toThrow('at most 90 MB')
})

test('after a file that took too much, others are decoded, several at a time', async () => {
  const limits = { maxBytes: 400e6, maxSeconds: 1 }
  const [bomb, gif] = [timeBombs['an SVG of many filters']!(), await drawSeven(40).gif().toBuffer()]
  const files = [gif, bomb, gif, gif, gif]
  const outcomes = await Promise.allSettled(files.map(file => decodeWatched(file, limits)))
  expect(outcomes.map(({ status }) => status)).toEqual(files.map(file => (file === gif ? 'fulfilled' : 'rejected')))
  expect((await decodeWatched(gif)).data).toEqual((await decodeImage(await drawSeven(40).gif().toBuffer())).data)
})

test.skipIf(process.platform !== 'linux')(
  'a file whose decoder is killed is refused, and the next is decoded',
  async () => {
    const refused = expect(decodeImage(timeBombs['an SVG of many filters']!())).rejects.toThrow(
      'could not be read (the decoder ended while it read the file)',
    )
    const isDecoder = async (pid: number) => (await readFile(`/proc/${pid}/cmdline`, 'utf8')).includes('decodeProcess')
    let killed = false
    while (!killed)
      for (const pid of await childrenOf(process.pid)) if (await isDecoder(pid)) killed = process.kill(pid, 'SIGKILL')
    await refused
    expect(await decodeImage(await drawSeven(40).gif().toBuffer())).toMatchObject({ width: 40, height: 40 })
  },
)

test('pictures of the same kinds that take little are decoded', async () => {
  for (const layout of [{}, { tile: 16 }, { planar: true }]) {
    const { data } = await decodeImage(whiteTiff({ width: 50, height: 40, ...layout }))
    expect(new Set(data)).toEqual(new Set([255]))
  }
  expect(new Set((await decodeImage(manyScans(40, 600))).data)).toEqual(new Set([128]))
})

test('what the decoder says of a damaged file is told', async () => {
  const tiff = await drawSeven(300).tiff().toBuffer()
  await expect(decodeImage(tiff.subarray(0, 900))).rejects.toThrow(/^could not be read \(the TIFF is cut or damaged/)
})
