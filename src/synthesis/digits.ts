import { UsageError } from '../errors.js'
import type { Random } from '../random.js'
import { type Allograph, allographs } from './allographs.js'
import { type Hand, randomHand } from './hand.js'
import { type Point, type Stroke, smoothCurve } from './pen.js'

/**
 * Writes a digit as a person might: one of the ways of writing it, with proportions, slant, curves and ends of its own.
 *
 * @param digit 0–9
 * @param options.allograph which way of writing it, its place in `allographs`; drawn at random, common ones more often, unless told
 * @param options.wobble how far points stray, as a share of the height. Default: 0.025
 * @param options.hand whose slant and proportions; a new person's unless told
 * @returns strokes around the point (0, 0), the larger of height and width 1
 * @example digitStrokes(7, randomStream(seed, 'digit', index))
 */
export function digitStrokes(
  digit: number,
  random: Random,
  options: { readonly allograph?: number; readonly wobble?: number; readonly hand?: Hand } = {},
): Stroke[] {
  const ways = allographs[digit]
  if (!ways) throw new UsageError(`digitStrokes: expected digit to be 0–9, received ${digit}`)
  const { wobble = 0.025 } = options
  const way = options.allograph === undefined ? drawn(ways, random) : ways[options.allograph]
  if (!way)
    throw new UsageError(`digitStrokes: expected allograph to be 0–${ways.length - 1}, received ${options.allograph}`)
  const [, ...outlines] = way
  const hand = options.hand ?? randomHand(random)
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
  return fitted(hand.write(strokes))
}

function drawn(ways: readonly Allograph[], random: Random): Allograph {
  let left = random.uniform() * ways.reduce((sum, [weight]) => sum + weight, 0)
  for (const way of ways) {
    left -= way[0]
    if (left < 0) return way
  }
  return ways[0]!
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

/** Turns strokes by an angle (radians, clockwise), enlarges them and moves their origin to a place. */
export function placeStrokes(
  strokes: readonly Stroke[],
  { x, y, size, angle = 0 }: { readonly x: number; readonly y: number; readonly size: number; readonly angle?: number },
): Stroke[] {
  const [cos, sin] = [size * Math.cos(angle), size * Math.sin(angle)]
  return strokes.map(stroke =>
    stroke.map(point => ({
      x: x + cos * point.x - sin * point.y,
      y: y + sin * point.x + cos * point.y,
      pressure: point.pressure ?? 1,
    })),
  )
}
