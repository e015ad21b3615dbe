import { splitDigits } from '../../src/data/digits.js'
import { loadMnist } from '../../src/data/sources/mnist.js'
import { type Random, randomStream } from '../../src/random.js'
import { normalizeContrast } from '../../src/reading/contrast.js'
import type { Box } from '../../src/reading/picture.js'
import { STRIDE } from '../../src/reading/places.js'
import { drawScene, type SceneDigit, type SceneSeparator } from '../../src/synthesis/scenes/scene.js'
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
  const separators = new Uint8Array(count * places * places)
  const boxes = new Float32Array(count * 5 * places * places)
  for (let index = 0; index < count; index++) {
    const random = randomStream(seed, 'scenes', epoch, step, index)
    const { data, digits, separators: signs } = drawField(random, side)
    scenes.set(data, index * side * side)
    const targets = placeTargets(digits, signs, side)
    labels.set(targets.labels, index * places * places)
    separators.set(targets.separators, index * places * places)
    boxes.set(targets.boxes, index * 5 * places * places)
  }
  return { count, inputs: { scene: scenes }, targets: { label: labels, separator: separators, box: boxes } }
}

/** One large picture, or several small ones beside each other: nothing lies between them. */
function drawField(random: Random, side: number) {
  const data = new Float32Array(side * side)
  const views: Box[] = []
  const all: (SceneDigit & { readonly view: Box })[] = []
  const signs: (SceneSeparator & { readonly view: Box })[] = []
  for (let tries = 0; tries < 8; tries++) {
    const most = tries === 0 ? side : 20 + random.integer(Math.floor(side * 0.6) - 20)
    const { grayLevels, digits, separators } = drawScene(known, random, most)
    const { width, height } = grayLevels
    const view = freeView(views, width, height, random, side)
    if (!view) continue
    views.push(view)
    const normal = normalizeContrast(grayLevels)
    for (let y = 0; y < height; y++)
      data.set(normal.data.subarray(y * width, (y + 1) * width), (view.y + y) * side + view.x)
    const inField = <T extends { readonly box: Box }>(one: T) => ({
      ...one,
      view,
      box: { ...one.box, x: one.box.x + view.x, y: one.box.y + view.y },
    })
    all.push(...digits.map(inField))
    signs.push(...separators.map(inField))
    if (width * height > 0.5 * side * side) break
  }
  return { data, digits: all, separators: signs }
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
