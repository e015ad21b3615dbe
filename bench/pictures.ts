import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import sharp from 'sharp'
import { loadMnist } from '../src/data/sources/mnist.js'
import { randomStream } from '../src/random.js'
import type { Picture } from '../src/reading/picture.js'
import { photograph, randomLook } from '../src/synthesis/paper.js'
import { emptyCanvas } from '../src/synthesis/pen.js'
import { stampImage } from '../src/synthesis/stamp.js'

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
  { name: 'JPEG, 600 × 800, photographed', extension: 'jpg', draw: photographDigit },
]

/** A digit somewhere on shaded, grainy paper. */
async function photographDigit(digit: Uint8Array, index: number): Promise<Buffer> {
  const random = randomStream(0, 'photo', index)
  const paper = emptyCanvas(600, 800)
  const size = 60 + random.integer(240)
  const [x, y] = [paper.width, paper.height].map(side => size / 2 + random.integer(side - size)) as [number, number]
  stampImage(paper, digit, { x, y, size, angle: 0.5 * (random.uniform() - 0.5) })
  return encodeJpeg(photograph(paper, randomLook(random), index))
}

/** What is read from a photo of a camera: 4000 × 3000 pixels. */
export const largePhotos = [
  { name: 'a digit', command: 'predict', rows: 1, columns: 1 },
  { name: 'a page of 40 digits', command: 'read', rows: 5, columns: 8 },
] as const

/** Writes a photo of 12 megapixels: MNIST's training digits in rows on shaded, grainy paper. */
export async function writeLargePhoto(file: string, { rows, columns }: (typeof largePhotos)[number], seed: number) {
  const { training } = await loadMnist({ parts: ['training'] })
  const random = randomStream(seed, 'large photo')
  const paper = emptyCanvas(1000, 750)
  for (let row = 0; row < rows; row++)
    for (let column = 0; column < columns; column++) {
      const first = 784 * random.integer(training.count)
      const [x, y] = [(paper.width * (column + 0.5)) / columns, (paper.height * (row + 0.5)) / rows]
      const digit = training.images.subarray(first, first + 784)
      stampImage(paper, digit, { x, y, size: 90 + random.integer(20), angle: 0.2 * (random.uniform() - 0.5) })
    }
  writeFileSync(file, await encodeJpeg(photograph(paper, randomLook(random), seed), { width: 4000, height: 3000 }))
}

function encodeJpeg({ data, width, height }: Picture, size = { width, height }): Promise<Buffer> {
  return sharp(data, { raw: { width, height, channels: 3 } })
    .resize(size)
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
