import sharp from 'sharp'
import { expect, test } from 'vitest'
import { loadMnist } from '../../src/data/sources/mnist.js'
import { loadReader } from '../../src/node/reader.js'
import { type Random, randomStream } from '../../src/random.js'
import type { Picture } from '../../src/reading/picture.js'
import { digitStrokes } from '../../src/synthesis/digits.js'
import { placeStrokes } from '../../src/synthesis/outlines.js'
import { type Look, photograph, plainLook, randomLook } from '../../src/synthesis/paper.js'
import { type Canvas, drawStrokes, emptyCanvas } from '../../src/synthesis/pen.js'
import { stampImage } from '../../src/synthesis/stamp.js'

// Synthetic throughout: what these bars say of real pens and cameras is an approximation.

const { test: examples } = await loadMnist()
const reader = await loadReader(undefined, { threads: 1 })

async function throughJpeg({ data, width, height }: Picture): Promise<Picture> {
  const jpeg = await sharp(data, { raw: { width, height, channels: 3 } })
    .jpeg({ quality: 60 })
    .toBuffer()
  return { data: await sharp(jpeg).raw().toBuffer(), width, height }
}

/** Ink for a picture, with a digit written somewhere on it. */
function written(digit: number, random: Random, canvas: Canvas, size: number, pen: number): Canvas {
  const place = (length: number) => 0.6 * size + (length - 1.2 * size) * random.uniform()
  const strokes = digitStrokes(digit, random, { wobble: 0.015 })
  drawStrokes(canvas, placeStrokes(strokes, { x: place(canvas.width), y: place(canvas.height), size: size - pen }), {
    width: pen,
  })
  return canvas
}

async function countRight(count: number, draw: (index: number, random: Random) => Promise<Picture> | Picture) {
  let right = 0
  for (let index = 0; index < count; index++) {
    const { data, width, height } = await draw(index, randomStream(7, 'picture', index))
    if ((await reader.classify(data, width, height)).digit === index % 10) right++
  }
  return right
}

test('test digits in photographs of shaded paper are read', async () => {
  const count = 40
  let [right, refused] = [0, 0]
  for (let index = 0; index < count; index++) {
    const random = randomStream(1, 'photo', index)
    const ink = emptyCanvas(600, 800)
    const size = 40 + 260 * random.uniform()
    const place = (length: number) => size / 2 + (length - size) * random.uniform()
    const angle = ((random.uniform() - 0.5) * Math.PI) / 6
    stampImage(ink, examples.images.subarray(index * 784, (index + 1) * 784), {
      x: place(600),
      y: place(800),
      size,
      angle,
    })
    const { data, width, height } = await throughJpeg(photograph(ink, randomLook(random), index))
    const { digit } = await reader.classify(data, width, height)
    if (digit === examples.labels[index]) right++
    if (digit === null) refused++
  }
  expect(right).toBeGreaterThanOrEqual(0.95 * count)
  expect(refused).toBeLessThanOrEqual(0.05 * count)
}, 300_000)

const papers: readonly (readonly [string, Partial<Look>])[] = [
  ['lined', { rules: { kind: 'lines', spacing: 45, strength: 0.45 } }],
  ['squared', { rules: { kind: 'squares', spacing: 35, strength: 0.4 } }],
  ['crossed by a shadow', { shadow: 0.4, shadowEdge: 8 }],
]

for (const [name, look] of papers)
  test(`pens are read on paper that is ${name}`, async () => {
    const right = await countRight(20, (index, random) =>
      photograph(
        written(index % 10, random, emptyCanvas(450, 600), 150, 8),
        { ...plainLook, noise: 3, ...look },
        index,
      ),
    )
    expect(right).toBeGreaterThanOrEqual(18)
  })

for (const [name, pen] of [
  ['thin', 2],
  ['thick', 34],
] as const)
  test(`drawings with a ${name} pen are read`, async () => {
    const right = await countRight(30, (index, random) => {
      const { data, width, height } = written(index % 10, random, emptyCanvas(300, 300), 200, pen)
      return { data: Uint8Array.from(data, ink => 255 - 255 * ink), width, height }
    })
    expect(right).toBeGreaterThanOrEqual(26)
  })

test('noise and blank paper, plain and ruled, are refused', async () => {
  const noise = randomStream(3, 'noise')
  const pictures: Picture[] = [28, 100, 300].map(side => ({
    data: Uint8Array.from({ length: side * side }, () => noise.integer(256)),
    width: side,
    height: side,
  }))
  for (const [index, [, look]] of papers.slice(0, 2).entries())
    pictures.push(photograph(emptyCanvas(450, 600), { ...plainLook, falloff: 0.4, noise: 4, grain: 3, ...look }, index))
  pictures.push(photograph(emptyCanvas(450, 600), { ...plainLook, falloff: 0.4, noise: 4, grain: 3 }, 9))
  for (const { data, width, height } of pictures) {
    const { digit, reason } = await reader.classify(data, width, height)
    expect(digit).toBeNull()
    expect(reason).toMatch(/\w/)
  }
})
