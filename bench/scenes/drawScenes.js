import { loadMnist } from '../../dist/data/sources/mnist.js'
import { randomStream } from '../../dist/random.js'

// Scenes of several digits, drawn anew for each step: what a thread of its own makes batches of. Plain JavaScript, since a thread of
// Node starts no TypeScript.

const SIDE = 64
const DIGIT = 28
/** Pixels of a scene to one position of its map of labels. */
const STRIDE = 4
const MAP = SIDE / STRIDE
/** The class of positions that show no digit. */
const BACKGROUND = 10
const NO_CLASS = 255

const { training } = await loadMnist({ parts: ['training'] })

/**
 * Scenes of 64 × 64 pixels, uint8 [count, 1, 64, 64], each with one to four of MNIST's training digits on noisy paper; and for each a
 * map of labels, uint8 [count, 16, 16]: the digit where its middle is, `NO_CLASS` around it, where nobody can say where it ends,
 * and `BACKGROUND` elsewhere.
 *
 * @param {number} epoch
 * @param {number} step
 * @param {{ count: number, seed: number }} options
 */
export default function drawScenes(epoch, step, { count, seed }) {
  const random = randomStream(seed, 'scenes', epoch, step)
  const scenes = Uint8Array.from({ length: count * SIDE ** 2 }, () => random.integer(40))
  const labels = new Uint8Array(count * MAP ** 2).fill(BACKGROUND)
  for (let i = 0; i < count; i++) {
    const scene = scenes.subarray(i * SIDE ** 2, (i + 1) * SIDE ** 2)
    const map = labels.subarray(i * MAP ** 2, (i + 1) * MAP ** 2)
    const first = random.integer(4)
    const digits = 1 + random.integer(4)
    for (let quarter = first; quarter < first + digits; quarter++) {
      const left = 32 * (quarter % 2) + random.integer(32 - DIGIT + 1)
      const top = 32 * (Math.floor(quarter / 2) % 2) + random.integer(32 - DIGIT + 1)
      const digit = random.integer(training.count)
      paste(scene, training.images.subarray(digit * DIGIT ** 2, (digit + 1) * DIGIT ** 2), left, top)
      label(map, training.labels[digit], left + DIGIT / 2, top + DIGIT / 2)
    }
  }
  return { count, inputs: { scene: scenes }, targets: { label: labels } }
}

function paste(scene, image, left, top) {
  for (let y = 0; y < DIGIT; y++)
    for (let x = 0; x < DIGIT; x++) {
      const at = (top + y) * SIDE + left + x
      scene[at] = Math.max(scene[at], image[y * DIGIT + x])
    }
}

function label(map, digit, x, y) {
  const [column, row] = [x, y].map(middle => Math.floor(middle / STRIDE))
  for (let y = row - 2; y <= row + 2; y++)
    for (let x = column - 2; x <= column + 2; x++) map[y * MAP + x] = y === row && x === column ? digit : NO_CLASS
}
