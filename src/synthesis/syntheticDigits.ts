import { randomStream } from '../random.js'
import { mnistTask } from '../task.js'
import { digitStrokes } from './digits.js'
import { normalizeDigit } from './normalize.js'
import { placeStrokes } from './outlines.js'
import { drawStrokes, emptyCanvas } from './pen.js'

const [, SIDE] = mnistTask.imageShape
/** Pixels along the side of the sheet that digits are written on, before they are fitted into MNIST's form. */
const SHEET = 72

/**
 * Writes digits in the form of MNIST, in ways that MNIST knows little of: a 1 with a flag, a 7 with a bar, a 4 that is closed.
 *
 * @param count how many, a whole number; each digit is as likely
 * @param seed they follow from it
 * @returns bytes 0–255, ink bright: [count × height × width], and labels 0–9
 * @example drawSyntheticDigits(4000, 0)
 */
export function drawSyntheticDigits(
  count: number,
  seed: number,
): { readonly images: Uint8Array; readonly labels: Uint8Array; readonly count: number } {
  const images = new Uint8Array(count * SIDE * SIDE)
  const labels = new Uint8Array(count)
  for (let index = 0; index < count; index++) {
    const random = randomStream(seed, 'writtenDigit', index)
    const digit = random.integer(mnistTask.classes.length)
    const canvas = emptyCanvas(SHEET, SHEET)
    const strokes = placeStrokes(digitStrokes(digit, random), { x: SHEET / 2, y: SHEET / 2, size: 44 })
    drawStrokes(canvas, strokes, { width: 3 + 7 * random.uniform() })
    images.set(normalizeDigit(canvas)!, index * SIDE * SIDE)
    labels[index] = digit
  }
  return { images, labels, count }
}
