import { randomStream } from '../../dist/random.js'

// Scenes of several digits, drawn anew for each step: what a thread of its own makes batches of. Plain JavaScript, since a thread of
// Node starts no TypeScript.

export const SIDE = 64
/** Pixels of a scene to one position of its map of labels. */
export const STRIDE = 4
export const MAP = SIDE / STRIDE
/** The class of positions that show no digit. */
export const BACKGROUND = 10
const NO_CLASS = 255

/** Which of the seven segments of a display each digit lights: top, upper and lower right, bottom, lower and upper left, middle. */
const segments = ['012345', '12', '01346', '01236', '1256', '02356', '023456', '012', '0123456', '012356']
/** Column, row, width and height of each segment, in pixels of a digit 14 wide and 22 high. */
const bars = [
  [0, 0, 14, 3],
  [11, 0, 3, 12],
  [11, 10, 3, 12],
  [0, 19, 14, 3],
  [0, 10, 3, 12],
  [0, 0, 3, 12],
  [0, 9, 14, 3],
]

/**
 * @param {number} epoch
 * @param {number} step
 * @param {{ count: number, seed: number }} options
 */
export default function drawScenes(epoch, step, { count, seed }) {
  const random = randomStream(seed, 'scenes', epoch, step)
  const images = Uint8Array.from({ length: count * SIDE ** 2 }, () => random.integer(60))
  const labels = new Uint8Array(count * MAP ** 2).fill(BACKGROUND)
  for (let scene = 0; scene < count; scene++) {
    const image = images.subarray(scene * SIDE ** 2, (scene + 1) * SIDE ** 2)
    const map = labels.subarray(scene * MAP ** 2, (scene + 1) * MAP ** 2)
    const empty = random.integer(4)
    for (const quarter of [0, 1, 2, 3].filter(quarter => quarter !== empty)) {
      const left = 32 * (quarter % 2) + 4 + random.integer(10)
      const top = 32 * Math.floor(quarter / 2) + 4 + random.integer(4)
      const digit = random.integer(10)
      for (const segment of segments[digit]) {
        const [x, y, width, height] = bars[Number(segment)]
        for (let row = 0; row < height; row++) {
          const start = (top + y + row) * SIDE + left + x
          image.fill(255, start, start + width)
        }
      }
      // The middle of a digit has its class; around it, nobody can say where it ends.
      const [column, row] = [left + 7, top + 11].map(middle => Math.floor(middle / STRIDE))
      for (let y = row - 2; y <= row + 2; y++)
        for (let x = column - 2; x <= column + 2; x++) map[y * MAP + x] = y === row && x === column ? digit : NO_CLASS
    }
  }
  return { count, inputs: { scene: images }, targets: { label: labels } }
}
