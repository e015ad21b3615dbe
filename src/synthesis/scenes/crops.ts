import type { Digits } from '../../data/digits.js'
import { type Random, randomStream } from '../../random.js'
import { cropDigit } from '../../reading/crop.js'
import { type Box, middleOf } from '../../reading/picture.js'
import { mnistTask, NO_CLASS } from '../../task.js'
import { drawScene, type Scene } from './scene.js'
import { shareWithin } from './shareWithin.js'

const [, SIDE] = mnistTask.imageShape

/**
 * Cuts digits out of scenes as the reader does, and with them what it may take for one: parts, neighbors, clutter, and paper for ink.
 *
 * @param training digits of real people: of MNIST's training images
 * @param count how many, a whole number
 * @param seed they follow from it
 * @returns bytes 0–255, ink bright: [count × 28 × 28]; the label of what is no digit is `NO_CLASS`
 * @example drawSceneCrops(training, 60_000, 0)
 */
export function drawSceneCrops(
  training: Pick<Digits, 'images' | 'labels' | 'count'>,
  count: number,
  seed: number,
): Digits {
  const images = new Uint8Array(count * SIDE * SIDE)
  const labels = new Uint8Array(count)
  let drawn = 0
  const add = (image: Uint8Array, label: number) => {
    if (drawn === count) return
    images.set(image, drawn * SIDE * SIDE)
    labels[drawn++] = label
  }
  for (let index = 0; drawn < count; index++) {
    const random = randomStream(seed, 'sceneCrops', index)
    const scene = drawScene(training, random)
    const view = viewOf(scene)
    for (const { digit, box, isLegible } of scene.digits) {
      if (!isLegible || Math.max(box.width, box.height) < 11 || shareWithin(box, view) < 0.85) continue
      const { right, wrong } = polarities(scene, strayed(box, random))
      if (random.uniform() < 0.9) add(right, digit)
      else add(wrong, NO_CLASS)
    }
    for (const box of scene.others) {
      if (random.uniform() < 0.2 || Math.max(box.width, box.height) < 8 || shareWithin(box, view) < 0.8) continue
      add(polarities(scene, strayed(box, random)).right, NO_CLASS)
      const part = partOf(box, random)
      if (random.uniform() < 0.25 && Math.max(part.width, part.height) >= 8 && shareWithin(part, view) > 0.9)
        add(polarities(scene, part).right, NO_CLASS)
    }
    for (let boxes = scene.digits.length > 0 ? 0.5 : 2; random.uniform() < boxes; boxes--) {
      const box = otherBox(scene, random)
      const { right, wrong } = box ? polarities(scene, box) : { right: null, wrong: null }
      if (right) add(random.uniform() < 0.6 ? right : wrong, NO_CLASS)
    }
  }
  return { images, labels, count }
}

function polarities({ grayLevels, polarity }: Scene, box: Box) {
  const images = cropDigit(grayLevels, box)
  return { right: images[polarity], wrong: images[polarity === 'dark' ? 'bright' : 'dark'] }
}

/** A box as the finder may tell it: a little beside the true one. */
function strayed({ x, y, width, height }: Box, random: Random): Box {
  const size = Math.max(width, height)
  const stray = () => 0.06 * size * random.normal()
  const grown = Math.exp(0.08 * random.normal())
  const [w, h] = [width * grown, height * grown]
  return { x: x + width / 2 - w / 2 + stray(), y: y + height / 2 - h / 2 + stray(), width: w, height: h }
}

/** A part of what is no digit: the bowl of an a, a leg of an M, the head of a bird. */
function partOf({ x, y, width, height }: Box, random: Random): Box {
  const [across, down] =
    random.uniform() < 0.4
      ? [0.4 + 0.35 * random.uniform(), 1]
      : [0.4 + 0.5 * random.uniform(), 0.4 + 0.5 * random.uniform()]
  const [u, v] = [random.uniform(), random.uniform()].map(share =>
    random.uniform() < 0.6 ? Math.round(share) : share,
  ) as [number, number]
  return {
    x: x + u * (1 - across) * width,
    y: y + v * (1 - down) * height,
    width: across * width,
    height: down * height,
  }
}

/** A box that is not that of a digit: between two, beside one, or anywhere. */
function otherBox(scene: Scene, random: Random): Box | null {
  const { digits, grayLevels } = scene
  const some = digits[random.integer(digits.length)]?.box
  const size = some && random.uniform() < 0.7 ? Math.max(some.width, some.height) : 8 + 40 * random.uniform()
  const angle = 2 * Math.PI * random.uniform()
  const away = size * (0.5 + 0.3 * random.uniform())
  const box =
    some && random.uniform() < 0.6
      ? {
          x: some.x + away * Math.cos(angle),
          y: some.y + away * Math.sin(angle),
          width: some.width,
          height: some.height,
        }
      : {
          x: random.uniform() * Math.max(0, grayLevels.width - size),
          y: random.uniform() * Math.max(0, grayLevels.height - size),
          width: size * (0.3 + 0.7 * random.uniform()),
          height: size,
        }
  const nearDigit = digits.some(({ box: other }) => {
    const [[x, y], [otherX, otherY]] = [middleOf(box), middleOf(other)]
    const larger = Math.max(other.width, other.height)
    return (
      Math.hypot(otherX - x, otherY - y) < 0.35 * Math.max(size, larger) && size < 2.2 * larger && size > 0.6 * larger
    )
  })
  return nearDigit || shareWithin(box, viewOf(scene)) < 0.5 ? null : box
}

/** All that a scene shows. */
function viewOf({ grayLevels: { width, height } }: Scene): Box {
  return { x: 0, y: 0, width, height }
}
