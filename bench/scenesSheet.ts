import { writeFileSync } from 'node:fs'
import { parseArgs } from 'node:util'
import { encode } from 'fast-png'
import { loadMnist } from '../src/data/sources/mnist.js'
import { randomStream } from '../src/random.js'
import type { Box } from '../src/reading/picture.js'
import { drawSceneCrops } from '../src/synthesis/scenes/crops.js'
import { drawScene } from '../src/synthesis/scenes/scene.js'
import './tellErrors.js'

// A sheet of generated scenes to look at, with the boxes of their digits; with --crops, of what is cut out of them, by label.

const { values } = parseArgs({
  options: {
    out: { type: 'string', default: 'scenes.png' },
    seed: { type: 'string', default: '0' },
    crops: { type: 'boolean', default: false },
  },
})
const seed = Number(values.seed)
const { training } = await loadMnist({ parts: ['training'] })
const [BACKGROUND, FRAME, GAP] = [90, [255, 60, 60], 4] as const

interface Tile {
  readonly width: number
  readonly height: number
  /** 0–1 */
  readonly data: ArrayLike<number>
  readonly boxes: readonly Box[]
}

const tiles = values.crops ? crops(600) : scenes(100)
const columns = values.crops ? 30 : 10
const cell = (values.crops ? 28 : 96) + GAP
const sheet = { width: columns * cell, height: Math.ceil(tiles.length / columns) * cell }
const data = new Uint8Array(sheet.width * sheet.height * 3).fill(BACKGROUND)
for (const [index, tile] of tiles.entries()) {
  const [left, top] = [(index % columns) * cell, Math.floor(index / columns) * cell]
  const paint = (x: number, y: number, color: readonly number[]) => {
    if (x < 0 || y < 0 || x >= tile.width || y >= tile.height) return
    data.set(color, ((top + y) * sheet.width + left + x) * 3)
  }
  for (let y = 0; y < tile.height; y++)
    for (let x = 0; x < tile.width; x++) {
      const value = Math.round(255 * tile.data[y * tile.width + x]!)
      paint(x, y, [value, value, value])
    }
  for (const { x, y, width, height } of tile.boxes) {
    const [right, bottom] = [Math.round(x + width), Math.round(y + height)]
    for (let u = Math.round(x); u <= right; u++) for (const v of [Math.round(y), bottom]) paint(u, v, FRAME)
    for (let v = Math.round(y); v <= bottom; v++) for (const u of [Math.round(x), right]) paint(u, v, FRAME)
  }
}
writeFileSync(values.out, encode({ ...sheet, data, channels: 3 }))
console.log(`${values.out}: ${tiles.length} ${values.crops ? 'crops' : 'scenes'} of seed ${seed}`)

function scenes(count: number): Tile[] {
  return Array.from({ length: count }, (_, index) => {
    const { grayLevels, digits } = drawScene(training, randomStream(seed, 'sheet', index))
    return { ...grayLevels, boxes: digits.map(({ box }) => box) }
  })
}

function crops(count: number): Tile[] {
  const { images, labels } = drawSceneCrops(training, count, seed)
  return [...labels.keys()]
    .sort((a, b) => labels[a]! - labels[b]!)
    .map(index => ({
      width: 28,
      height: 28,
      data: Array.from(images.subarray(index * 784, (index + 1) * 784), value => value / 255),
      boxes: [],
    }))
}
