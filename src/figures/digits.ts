import { encode } from 'fast-png'
import { UsageError } from '../errors.js'
import { colours, element } from './svg.js'

/** Pixels along one side of a digit, and in the whole of it. */
const side = 28
const area = side * side

/** Digits to draw. */
export interface Digits {
  /** Pixels 0–255, ink high, image after image: [count × 28 × 28]. */
  images: ArrayLike<number>
  /** For each image, the probability of each digit: [count × 10]. */
  probabilities: ArrayLike<number>
}

/** Says how many images there are. */
export function countImages(caller: string, images: ArrayLike<number>): number {
  const count = images.length / area
  if (!Number.isInteger(count)) {
    throw new UsageError(`${caller}: expected images of ${area} pixels each, received ${images.length} pixels`)
  }
  return count
}

/** Says whether images and probabilities fit together, and how many images there are. */
export function countDigits(caller: string, { images, probabilities }: Digits): number {
  const count = countImages(caller, images)
  if (probabilities.length !== count * 10) {
    throw new UsageError(
      `${caller}: expected ${count * 10} probabilities (${count} images × 10), received ${probabilities.length}`,
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

/** The ten probabilities of one image. */
export function probabilitiesOf(caller: string, { probabilities }: Digits, index: number): number[] {
  return Array.from({ length: 10 }, (_, digit) => {
    const probability = probabilities[index * 10 + digit]!
    // 32-bit softmax may end a little above 1.
    if (!(probability >= 0 && probability < 1.001)) {
      throw new UsageError(`${caller}: expected probabilities in [0, 1], received ${probability} for image ${index}`)
    }
    return probability
  })
}

/** Draws one image as dark ink on white, its pixels kept square, at any multiple of 28 pixels. */
export function drawDigit(
  { images }: Pick<Digits, 'images'>,
  index: number,
  x: number,
  y: number,
  size: number,
): string {
  const data = Uint8Array.from({ length: area }, (_, pixel) => 255 - images[index * area + pixel]!)
  const png = encode({ width: side, height: side, channels: 1, depth: 8, data })
  return element('image', {
    x,
    y,
    width: size,
    height: size,
    style: 'image-rendering:pixelated',
    href: `data:image/png;base64,${btoa(String.fromCharCode(...png))}`,
  })
}

/** Frames a digit. A mistake gets a thick frame and a cross in its corner, to be seen without colour too. */
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
  if (!mistake) return frame(0.5, colours.line, 1)
  const right = x + size + 1.5
  const top = y - 1.5
  return [
    frame(1.5, colours.bad, 3),
    element('circle', { cx: right, cy: top, r: 9, fill: colours.bad, stroke: '#fff', 'stroke-width': 2 }),
    element('path', {
      d: `M${right - 3.5},${top - 3.5}l7,7m0,-7l-7,7`,
      stroke: '#fff',
      'stroke-width': 2,
      'stroke-linecap': 'round',
    }),
  ].join('')
}
