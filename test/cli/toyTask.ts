import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { encode } from 'fast-png'
import { encodeIdxImages, encodeIdxLabels } from '../../src/data/idx.js'
import { randomStream } from '../../src/random.js'

// A task that is nothing like MNIST: flags of three colors, 12 × 20 pixels, with noise.

export const shape = { channels: 3, rows: 12, columns: 20 } as const
const area = shape.rows * shape.columns
export const classes = ['tricolor', 'cross', 'a disc in the middle'] as const

const inMark: ((x: number, y: number) => boolean)[] = [
  x => x >= 7 && x < 13,
  (x, y) => Math.abs(y - 6) < 2 || Math.abs(x - 7) < 2,
  (x, y) => Math.hypot(x - 10, y - 6) < 4.5,
]

/** Flags in the order of the classes, again and again: a mark of one color on a field of another. */
export function drawFlags(count: number, seed: number): { images: Uint8Array; labels: Uint8Array } {
  const random = randomStream(seed, 'flags')
  const images = new Uint8Array(count * 3 * area)
  const labels = Uint8Array.from({ length: count }, (_, index) => index % classes.length)
  for (const [index, label] of labels.entries()) {
    const color = () => Array.from({ length: 3 }, () => 60 + 140 * random.uniform())
    const [field, mark] = [color(), color()]
    mark[label] = field[label]! > 130 ? 20 : 235 // seen from the field in one channel at least
    for (let channel = 0; channel < 3; channel++)
      for (let y = 0; y < shape.rows; y++)
        for (let x = 0; x < shape.columns; x++) {
          const value = (inMark[label]!(x, y) ? mark : field)[channel]! + 20 * (random.uniform() - 0.5)
          images[(index * 3 + channel) * area + y * shape.columns + x] = Math.round(Math.min(255, Math.max(0, value)))
        }
  }
  return { images, labels }
}

/** Writes a folder of data: `task.json` beside IDX files of 300 training and 90 test images. */
export async function writeFlags(folder: string, { name = 'Flags', names = classes as readonly string[] } = {}) {
  await mkdir(folder, { recursive: true })
  await writeFile(join(folder, 'task.json'), JSON.stringify({ name, classes: names }))
  for (const [prefix, count, seed] of [
    ['train', 300, 1],
    ['t10k', 90, 2],
  ] as const) {
    const { images, labels } = drawFlags(count, seed)
    await writeFile(join(folder, `${prefix}-images-idx4-ubyte`), encodeIdxImages({ count, ...shape, pixels: images }))
    await writeFile(join(folder, `${prefix}-labels-idx1-ubyte`), encodeIdxLabels(labels))
  }
}

/** One of the images as a PNG, each pixel drawn as a square of so many. */
export function flagPng(images: Uint8Array, index: number, zoom = 1): Uint8Array {
  const [width, height] = [shape.columns * zoom, shape.rows * zoom]
  const data = Uint8Array.from({ length: 3 * width * height }, (_, at) => {
    const [channel, pixel] = [at % 3, Math.floor(at / 3)]
    const [x, y] = [Math.floor((pixel % width) / zoom), Math.floor(pixel / width / zoom)]
    return images[(index * 3 + channel) * area + y * shape.columns + x]!
  })
  return encode({ width, height, channels: 3, data })
}
