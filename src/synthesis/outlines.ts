import type { Random } from '../random.js'
import { type Hand, randomHand } from './hand.js'
import { type Point, type Stroke, smoothCurve } from './pen.js'

/**
 * A stroke as `x,y x,y …` in hundredths of a digit's height; a capital L before it keeps its corners. `10~30` is drawn at
 * random between both, by the same share for all numbers of a drawing: so a loop grows as a whole.
 */
export type Outline = string

/**
 * Draws outlines as a person might: places stray, lines bend, and the hand slants and stretches all.
 *
 * @param options.wobble how far places stray, as a share of the height
 * @param options.hand whose writing. Defaults to a new person's.
 * @returns strokes in units of the height; the outlines' place 30,50 becomes (0, 0)
 */
export function writeOutlines(
  outlines: readonly Outline[],
  random: Random,
  { wobble, hand = randomHand(random) }: { readonly wobble: number; readonly hand?: Hand | undefined },
): Stroke[] {
  const share = random.uniform()
  // Strokes that meet must still meet: the same place strays alike everywhere.
  const strayed = new Map<string, Point>()
  const place = (text: string): Point => {
    const known = strayed.get(text)
    if (known) return known
    const [x, y] = text.split(',').map(number => between(number, share)) as [number, number]
    const point = {
      x: x / 100 - 0.3 + wobble * random.normal(),
      y: y / 100 - 0.5 + wobble * random.normal(),
      pressure: Math.exp(0.1 * random.normal()),
    }
    strayed.set(text, point)
    return point
  }
  const strokes = outlines.map(outline => {
    const straight = outline.startsWith('L ')
    const points = outline
      .slice(straight ? 2 : 0)
      .split(' ')
      .map(place)
    return straight ? bent(points, random, wobble) : smoothCurve(points)
  })
  return hand.write(strokes)
}

/** `12`, or `12~30`: so far on the way from one to the other. */
function between(number: string, share: number): number {
  const [from, to = from] = number.split('~').map(Number) as [number, number?]
  return from + share * (to - from)
}

/** Straight lines with the slight bend of a hand. */
function bent(points: Stroke, random: Random, wobble: number): Stroke {
  return points.flatMap((end, index) => {
    if (index === 0) return [end]
    const start = points[index - 1]!
    const bend = wobble * random.normal()
    const middle = {
      x: (start.x + end.x) / 2 + bend * (end.y - start.y),
      y: (start.y + end.y) / 2 - bend * (end.x - start.x),
    }
    return smoothCurve([start, middle, end], 4).slice(1)
  })
}

/** Moves strokes so that their box lies around (0, 0), and scales them so that its larger side is 1. */
export function fitted(strokes: readonly Stroke[]): Stroke[] {
  let [left, right, top, bottom] = [Infinity, -Infinity, Infinity, -Infinity]
  for (const stroke of strokes)
    for (const { x, y } of stroke) {
      left = Math.min(left, x)
      right = Math.max(right, x)
      top = Math.min(top, y)
      bottom = Math.max(bottom, y)
    }
  const size = Math.max(right - left, bottom - top) || 1
  return strokes.map(stroke =>
    stroke.map(({ x, y, pressure = 1 }) => ({
      x: (x - (left + right) / 2) / size,
      y: (y - (top + bottom) / 2) / size,
      pressure,
    })),
  )
}

/** Where strokes are placed. */
export interface StrokePlace {
  /** What their origin moves to. Default: 0, 0 */
  readonly x?: number
  readonly y?: number
  /** By how much they are enlarged. Default: 1 */
  readonly size?: number
  /** By how much they are turned, clockwise, in radians. Default: 0 */
  readonly angle?: number
}

/** Turns strokes, enlarges them and moves their origin to a place. */
export function placeStrokes(strokes: readonly Stroke[], { x = 0, y = 0, size = 1, angle = 0 }: StrokePlace): Stroke[] {
  const [cos, sin] = [size * Math.cos(angle), size * Math.sin(angle)]
  return strokes.map(stroke =>
    stroke.map(point => ({
      x: x + cos * point.x - sin * point.y,
      y: y + sin * point.x + cos * point.y,
      pressure: point.pressure ?? 1,
    })),
  )
}
