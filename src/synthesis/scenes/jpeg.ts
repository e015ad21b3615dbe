import type { Canvas } from '../pen.js'

const SIDE = 8

/** The discrete cosine transform of 8 values: [frequency × place]. */
const cosines = Float32Array.from({ length: SIDE * SIDE }, (_, i) => {
  const [frequency, place] = [Math.floor(i / SIDE), i % SIDE]
  return Math.sqrt((frequency === 0 ? 1 : 2) / SIDE) * Math.cos(((2 * place + 1) * frequency * Math.PI) / (2 * SIDE))
})

/**
 * Leaves in gray levels what JPEG leaves: each block of 8 × 8 pixels by multiples of a step, the coarser the higher the frequency. What is
 * left over at the right and below stays as it is.
 *
 * Wallace, G. K. (1991). The JPEG still picture compression standard. Communications of the ACM 34 (4), section 4.
 *
 * @param grayLevels 0–1; changed in place
 * @param step of the lowest frequency, as a gray level: about 0.06 at quality 50
 */
export function compress({ data, width, height }: Canvas, step: number): void {
  const block = new Float32Array(SIDE * SIDE)
  for (let top = 0; top + SIDE <= height; top += SIDE)
    for (let left = 0; left + SIDE <= width; left += SIDE) {
      for (let i = 0; i < block.length; i++) block[i] = data[(top + (i >> 3)) * width + left + (i & 7)]!
      transform(block, false)
      transform(block, false)
      for (let i = 0; i < block.length; i++) {
        const coarse = step * (1 + 0.8 * ((i >> 3) + (i & 7)))
        block[i] = coarse * Math.round(block[i]! / coarse)
      }
      transform(block, true)
      transform(block, true)
      for (let i = 0; i < block.length; i++)
        data[(top + (i >> 3)) * width + left + (i & 7)] = Math.min(1, Math.max(0, block[i]!))
    }
}

const transposed = new Float32Array(SIDE * SIDE)

/** Transforms the rows of a block, or back, and turns it: twice does both directions. */
function transform(block: Float32Array, back: boolean): void {
  for (let row = 0; row < SIDE; row++)
    for (let to = 0; to < SIDE; to++) {
      let sum = 0
      for (let from = 0; from < SIDE; from++)
        sum += block[row * SIDE + from]! * cosines[back ? from * SIDE + to : to * SIDE + from]!
      transposed[to * SIDE + row] = sum
    }
  block.set(transposed)
}
