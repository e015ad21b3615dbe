import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import sharp from 'sharp'
import { loadMnist } from '../src/data/sources/mnist.js'
import { randomStream } from '../src/random.js'

/** A kind of picture that people hand to `mnist predict`. */
export interface PictureKind {
  readonly name: string
  readonly draw: (digit: Uint8Array, index: number) => Promise<Buffer>
  readonly extension: string
}

const raw = { width: 28, height: 28, channels: 1 } as const

export const kinds: readonly PictureKind[] = [
  { name: 'PNG, 28 × 28', extension: 'png', draw: digit => sharp(digit, { raw }).png().toBuffer() },
  {
    name: 'PNG, 300 × 300, drawn',
    extension: 'png',
    draw: digit => sharp(digit, { raw }).resize(300, 300).negate().png().toBuffer(),
  },
  { name: 'JPEG, 600 × 800, photographed', extension: 'jpg', draw: photograph },
]

/** A digit somewhere on shaded, grainy paper. */
async function photograph(digit: Uint8Array, index: number): Promise<Buffer> {
  const [width, height] = [600, 800]
  const random = randomStream(0, 'photo', index)
  const size = 60 + random.integer(240)
  const ink = await sharp(digit, { raw }).resize(size, size).raw().toBuffer()
  const [left, top] = [random.integer(width - size), random.integer(height - size)]
  const data = Buffer.alloc(width * height)
  for (let y = 0; y < height; y++)
    for (let x = 0; x < width; x++) {
      const paper = 215 - 0.07 * x - 0.05 * y + 8 * (random.uniform() - 0.5)
      const [u, v] = [x - left, y - top]
      const covered = u >= 0 && v >= 0 && u < size && v < size ? ink[v * size + u]! / 255 : 0
      data[y * width + x] = paper * (1 - 0.75 * covered)
    }
  return sharp(data, { raw: { width, height, channels: 1 } })
    .jpeg({ quality: 60 })
    .toBuffer()
}

/** Writes pictures of one kind, of MNIST's training digits, into a folder. */
export async function writePictures(folder: string, { draw, extension }: PictureKind, count: number): Promise<void> {
  mkdirSync(folder, { recursive: true })
  const { training } = await loadMnist({ parts: ['training'] })
  for (let index = 0; index < count; index++) {
    const file = await draw(training.images.subarray(index * 784, (index + 1) * 784), index)
    writeFileSync(join(folder, `${index}.${extension}`), file)
  }
}
