import { UsageError } from '../errors.js'
import type { Random } from '../random.js'
import { type Point, type Stroke, smoothCurve } from './pen.js'

/** A stroke as `x,y x,y …` in hundredths of the digit's height; a capital L before it keeps its corners. */
type Outline = string

/** For each digit, the ways in which people write it; each way is a list of strokes in the order of the hand. */
const allographs: readonly (readonly (readonly Outline[])[])[] = [
  [
    ['32,1 14,10 4,35 4,65 16,92 34,99 52,88 60,60 57,28 46,7 30,1'],
    ['40,4 16,8 6,40 8,75 26,98 48,90 58,60 54,20 36,0 22,6'],
  ],
  [
    ['L 30,0 30,100'],
    ['L 8,26 34,0 34,100'],
    ['L 8,24 32,0 32,100', 'L 8,100 56,100'],
    ['8,22 22,14 34,0 33,50 31,100'],
  ],
  [
    ['6,24 14,6 34,0 52,10 54,30 40,58 6,98', 'L 6,98 60,98'],
    ['8,20 22,2 44,4 52,22 42,52 22,84 8,96 4,86 14,80 34,92 60,97'],
    ['6,22 18,3 40,1 53,16 48,38 26,70 6,96 20,93 42,96 62,94'],
  ],
  [
    ['6,12 22,0 44,5 50,22 40,40 22,46 42,50 56,68 48,92 24,100 4,88'],
    ['L 8,2 52,2 26,40', '26,40 48,46 56,68 46,92 24,100 4,90'],
    ['8,8 30,0 48,14 42,38 20,44 46,52 52,78 34,98 6,94'],
  ],
  [
    ['L 20,0 4,58 62,58', 'L 46,28 42,100'],
    ['L 46,0 4,64 64,64', 'L 46,0 46,100'],
    ['12,2 8,30 8,52 28,54 50,48', '50,2 48,40 46,100'],
    ['L 44,100 46,0 4,66 62,66'],
  ],
  [
    ['L 14,2 10,42', '10,42 32,36 54,50 56,76 38,98 6,94', 'L 14,2 54,2'],
    ['L 54,2 16,2 10,44', '10,44 34,38 54,56 50,86 28,100 4,90'],
    ['56,4 36,5 20,3 14,24 12,44 34,42 52,56 52,80 34,98 6,96'],
  ],
  [
    ['46,0 22,22 6,60 14,92 36,99 52,84 50,64 34,54 14,64 6,80'],
    ['28,0 12,36 6,72 20,98 44,96 56,78 46,58 26,58 10,76'],
  ],
  [
    ['L 4,4 58,4 24,100'],
    ['L 4,4 58,4 26,100', 'L 14,50 56,48'],
    ['L 6,16 7,3 58,3', '58,3 40,40 28,100'],
    ['4,8 20,2 40,6 58,2 44,30 30,66 24,100'],
  ],
  [
    ['50,14 34,0 14,10 14,30 34,46 54,66 52,90 30,100 8,88 10,66 34,46 50,30 50,12'],
    ['30,46 12,34 12,12 30,0 48,12 46,34 30,46 10,60 6,84 30,100 54,86 52,60 30,46'],
    ['54,8 32,2 12,14 22,38 46,58 52,82 32,99 10,88 14,64 40,40 54,10'],
  ],
  [
    ['52,20 36,1 14,8 8,32 24,48 44,38 53,14', 'L 53,12 48,100'],
    ['52,16 34,0 12,10 10,36 30,48 50,32 54,12 54,50 46,86 22,100 6,90'],
    ['50,10 26,2 8,22 16,46 38,44 52,16 50,50 40,100'],
  ],
]

/**
 * Writes a digit as a person might: one of the ways of writing it, with proportions, slant, curves and ends of its own.
 *
 * @param digit 0–9
 * @param options.allograph which way of writing it; drawn at random unless told
 * @param options.wobble how far points stray, as a share of the height. Default: 0.025
 * @returns strokes about 1 high and 0.6 wide, around the point (0, 0)
 * @example digitStrokes(7, randomStream(seed, 'digit', index))
 */
export function digitStrokes(
  digit: number,
  random: Random,
  options: { readonly allograph?: number; readonly wobble?: number } = {},
): Stroke[] {
  const ways = allographs[digit]
  if (!ways) throw new UsageError(`digitStrokes: expected digit to be 0–9, received ${digit}`)
  const { allograph = random.integer(ways.length), wobble = 0.025 } = options
  const [slant, breadth] = [0.12 + 0.14 * random.normal(), Math.exp(0.15 * random.normal())]
  // Strokes that meet must still meet: the same place strays alike everywhere.
  const strayed = new Map<string, Point>()
  const place = (text: string): Point => {
    const known = strayed.get(text)
    if (known) return known
    const [x, y] = text.split(',').map(Number) as [number, number]
    const [across, down] = [x / 100 - 0.3 + wobble * random.normal(), y / 100 - 0.5 + wobble * random.normal()]
    const point = { x: breadth * (across - slant * down), y: down, pressure: Math.exp(0.1 * random.normal()) }
    strayed.set(text, point)
    return point
  }
  return ways[allograph]!.map(outline => {
    const straight = outline.startsWith('L ')
    const points = outline
      .slice(straight ? 2 : 0)
      .split(' ')
      .map(place)
    return straight ? bent(points, random, wobble) : smoothCurve(points)
  })
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

/** Turns strokes by an angle (radians, clockwise), enlarges them and moves their origin to a place. */
export function placeStrokes(
  strokes: readonly Stroke[],
  { x, y, size, angle = 0 }: { readonly x: number; readonly y: number; readonly size: number; readonly angle?: number },
): Stroke[] {
  const [cos, sin] = [size * Math.cos(angle), size * Math.sin(angle)]
  return strokes.map(stroke =>
    stroke.map(point => ({ ...point, x: x + cos * point.x - sin * point.y, y: y + sin * point.x + cos * point.y })),
  )
}
