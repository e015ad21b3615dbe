import { type Random, uniformBetween } from '../random.js'
import { digitStrokes } from './digits.js'
import { fitted, placeStrokes } from './outlines.js'
import type { Stroke } from './pen.js'

/** Lying on a side they are no digit, neither themselves nor another. */
const lying = [2, 3, 4, 5, 6, 7, 8, 9]
/** In a mirror they are none. A 2 and a 5 would be each other, more or less. */
const mirrored = [3, 4, 6, 7, 9]

/**
 * Writes a digit that lies on its side or is seen in a mirror: lines as those of digits, and none.
 *
 * @returns strokes around the point (0, 0), the larger of height and width 1
 */
export function turnedDigitStrokes(random: Random): Stroke[] {
  const between = uniformBetween(random)
  if (random.uniform() < 0.4) {
    const strokes = digitStrokes(mirrored[random.integer(mirrored.length)]!, random)
    return fitted(strokes.map(stroke => stroke.map(point => ({ ...point, x: -point.x }))))
  }
  const angle = (random.uniform() < 0.5 ? 1 : -1) * (Math.PI / 2) + between(-0.3, 0.3)
  const strokes = digitStrokes(lying[random.integer(lying.length)]!, random)
  return fitted(placeStrokes(strokes, { angle }))
}
