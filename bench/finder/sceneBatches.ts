import { splitDigits } from '../../src/data/digits.js'
import { loadMnist } from '../../src/data/sources/mnist.js'
import { type Random, randomStream } from '../../src/random.js'
import { normalizeContrast } from '../../src/reading/contrast.js'
import type { Box } from '../../src/reading/picture.js'
import { STRIDE } from '../../src/reading/places.js'
import { drawScene, type SceneDigit } from '../../src/synthesis/scenes/scene.js'
import { placeTargets } from '../../src/synthesis/scenes/targets.js'
import type { Batch } from '../../src/training/examples.js'

export interface SceneOptions {
  readonly count: number
  readonly seed: number
  readonly side: number
}

const { training } = await loadMnist({ parts: ['training'] })
const { training: known } = splitDigits(training, { validation: 5000, seed: 0 })

/** Scenes as the finder sees them, float32 [count, 1, side, side], and what it is to say of each place. */
export default function drawScenes(epoch: number, step: number, { count, seed, side }: SceneOptions): Batch {
  const places = side / STRIDE
  const scenes = new Float32Array(count * side * side)
  const labels = new Uint8Array(count * places * places)
  const boxes = new Float32Array(count * 5 * places * places)
  for (let index = 0; index < count; index++) {
    const random = randomStream(seed, 'scenes', epoch, step, index)
    const { data, digits } = drawField(random, side)
    scenes.set(data, index * side * side)
    const targets = placeTargets(digits, side)
    labels.set(targets.labels, index * places * places)
    boxes.set(targets.boxes, index * 5 * places * places)
  }
  return { count, inputs: { scene: scenes }, targets: { label: labels, box: boxes } }
}

/** One large picture, or several small ones beside each other: nothing lies between them. */
function drawField(random: Random, side: number) {
  const data = new Float32Array(side * side)
  const views: Box[] = []
  const all: (SceneDigit & { readonly view: Box })[] = []
  for (let tries = 0; tries < 8; tries++) {
    const most = tries === 0 ? side : 20 + random.integer(Math.floor(side * 0.6) - 20)
    const { tones, digits } = drawScene(known, random, most)
    const { width, height } = tones
    const view = freeView(views, width, height, random, side)
    if (!view) continue
    views.push(view)
    const normal = normalizeContrast(tones)
    for (let y = 0; y < height; y++)
      data.set(normal.data.subarray(y * width, (y + 1) * width), (view.y + y) * side + view.x)
    for (const { digit, box } of digits)
      all.push({ digit, view, box: { ...box, x: box.x + view.x, y: box.y + view.y } })
    if (width * height > 0.5 * side * side) break
  }
  return { data, digits: all }
}

/** Pixels between pictures of a field. */
const GAP = 8

function freeView(views: readonly Box[], width: number, height: number, random: Random, side: number): Box | null {
  for (let tries = 0; tries < 6; tries++) {
    const [x, y] = [random.integer(side - width + 1), random.integer(side - height + 1)]
    const free = views.every(
      view =>
        x > view.x + view.width + GAP ||
        x + width + GAP < view.x ||
        y > view.y + view.height + GAP ||
        y + height + GAP < view.y,
    )
    if (free) return { x, y, width, height }
  }
  return null
}
