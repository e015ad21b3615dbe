import { encode } from 'fast-png'
import { UsageError } from '../errors.js'
import { imageSize, isDigitTask, mnistTask, type Task } from '../task.js'
import { shownPixels } from './shownPixels.js'
import { colors, element } from './svg.js'

/** Images to draw. */
export interface Images {
  /** Pixels 0–255, ink high, image after image: [count, height, width], or [count, channels, height, width]. */
  images: ArrayLike<number>
  /** What the images are of. Defaults to MNIST's digits. */
  task?: Task
}

/** Images to draw, and what was read in them. */
export interface Digits extends Images {
  /** For each image, the probability of each class: [count, classes]. */
  probabilities: ArrayLike<number>
}

/** Says how many images there are. */
export function countImages(caller: string, { images, task = mnistTask }: Images): number {
  const size = imageSize(task)
  const count = images.length / size
  if (!Number.isInteger(count)) {
    throw new UsageError(`${caller}: expected images of ${size} pixels each, received ${images.length} pixels`)
  }
  return count
}

/** Says whether images and probabilities fit together, and how many images there are. */
export function countDigits(caller: string, digits: Digits): number {
  const { probabilities, task = mnistTask } = digits
  const count = countImages(caller, digits)
  const classes = task.classes.length
  if (probabilities.length !== count * classes) {
    throw new UsageError(
      `${caller}: expected ${count * classes} probabilities (${count} images × ${classes}), received ${probabilities.length}`,
    )
  }
  return count
}

/** Refuses an index that no image has. */
export function checkIndex(caller: string, index: number, count: number): void {
  if (!Number.isInteger(index) || index < 0 || index >= count) {
    throw new UsageError(`${caller}: expected an index in [0, ${count}), received ${index}`)
  }
}

/** Refuses what cannot count columns or images. */
export function checkWhole(caller: string, name: string, value: number): void {
  if (!Number.isInteger(value) || value < 1) {
    throw new UsageError(`${caller}: expected ${name} to be a whole number above 0, received ${value}`)
  }
}

/** What classes are called: of digits, as people write them. */
export function nameOf({ task = mnistTask }: Pick<Images, 'task'>, label: number): string {
  return task.classes[label] ?? String(label)
}

/** Letters of a name that a figure shows; the whole of it stands in the title of what it names. */
const shownLetters = 12

/** A name as a figure has room for it. */
export function shortName(name: string): string {
  const letters = [...name]
  return letters.length <= shownLetters ? name : `${letters.slice(0, shownLetters - 1).join('')}…`
}

/** How much wider than a digit the longest of the names is, in pixels. */
export function nameRoom(names: readonly string[]): number {
  return 8.5 * (Math.max(1, ...names.map(name => [...shortName(name)].length)) - 1)
}

/** What a class is, in a sentence. */
export function classNoun({ task = mnistTask }: Pick<Images, 'task'>): 'digit' | 'class' {
  return isDigitTask(task) ? 'digit' : 'class'
}

/** The probabilities of one image. */
export function probabilitiesOf(caller: string, { probabilities, task = mnistTask }: Digits, index: number): number[] {
  return task.classes.map((_, label) => {
    const probability = probabilities[index * task.classes.length + label]!
    // 32-bit softmax may end a little above 1.
    if (!(probability >= 0 && probability < 1.001)) {
      throw new UsageError(`${caller}: expected probabilities in [0, 1], received ${probability} for image ${index}`)
    }
    return probability
  })
}

/** Draws one image into a square of the size given, its pixels kept square, what is not square in the middle. */
export function drawDigit(
  { images, task = mnistTask }: Images,
  index: number,
  x: number,
  y: number,
  size: number,
): string {
  const png = encode({ ...shownPixels(images, index, task), depth: 8 })
  return element('image', {
    x,
    y,
    width: size,
    height: size,
    style: 'image-rendering:pixelated',
    href: `data:image/png;base64,${btoa(String.fromCharCode(...png))}`,
  })
}

/** Frames a digit. A mistake gets a thick frame and a cross in its corner, to be seen without color too. */
export function drawFrame(x: number, y: number, size: number, mistake: boolean): string {
  const frame = (inset: number, stroke: string, width: number) =>
    element('rect', {
      x: x - inset,
      y: y - inset,
      width: size + 2 * inset,
      height: size + 2 * inset,
      fill: 'none',
      stroke,
      'stroke-width': width,
    })
  if (!mistake) return frame(0.5, colors.line, 1)
  const right = x + size + 1.5
  const top = y - 1.5
  return [
    frame(1.5, colors.bad, 3),
    element('circle', { cx: right, cy: top, r: 9, fill: colors.bad, stroke: '#fff', 'stroke-width': 2 }),
    element('path', {
      d: `M${right - 3.5},${top - 3.5}l7,7m0,-7l-7,7`,
      stroke: '#fff',
      'stroke-width': 2,
      'stroke-linecap': 'round',
    }),
  ].join('')
}
