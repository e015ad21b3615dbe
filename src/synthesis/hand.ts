import type { Random } from '../random.js'
import type { Point, Stroke } from './pen.js'

/** How one person writes: the slant, the proportions, the ends of lines, how sure the hand is. */
export interface Hand {
  /** The tangent of the angle to the vertical; above 0 leans to the right. */
  readonly slant: number
  /** Scales the width. */
  readonly stretch: number
  /** Draws strokes about 1 high as this person would. */
  write(strokes: readonly Stroke[]): Stroke[]
}

/**
 * A person's hand at random.
 *
 * @param options.spread how different people are: 0 writes as the outlines stand. Default: 1
 */
export function randomHand(random: Random, { spread = 1 }: { readonly spread?: number } = {}): Hand {
  const slant = within(0.12 + 0.2 * spread * random.normal(), -0.5, 0.8)
  const stretch = within(Math.exp(0.25 * spread * random.normal()), 0.65, 1.9)
  // Half of all people let lines run on where they begin or end, a few by far.
  const run = random.uniform() < 0.5 ? spread * Math.min(0.25, -0.04 * Math.log(1 - random.uniform())) : 0
  const warp = waves(random, 0.02 * spread, 1)
  const shaking = random.uniform() < 0.12 ? spread * (0.002 + 0.004 * random.uniform()) : 0
  const tremor = waves(random, shaking, 9)
  return {
    slant,
    stretch,
    write: strokes =>
      strokes.map(stroke =>
        runOn(stroke, run).map(({ x, y, pressure }) => {
          const [dx, dy] = [warp(x, y), warp(y + 7, x)]
          const [sx, sy] = shaking > 0 ? [tremor(x, y), tremor(y + 7, x)] : [0, 0]
          return { x: stretch * (x + dx - slant * (y + dy)) + sx, y: y + dy + sy, pressure: pressure ?? 1 }
        }),
      ),
  }
}

/** A smooth uneven surface, so that strokes that meet still meet: waves across the paper, about `often` to the digit's height. */
function waves(random: Random, height: number, often: number): (x: number, y: number) => number {
  const parts = Array.from({ length: 3 }, () => {
    const [angle, phase] = [2 * Math.PI * random.uniform(), 2 * Math.PI * random.uniform()]
    const pace = 2 * Math.PI * often * (0.5 + random.uniform())
    return [pace * Math.cos(angle), pace * Math.sin(angle), phase] as const
  })
  return (x, y) => {
    let sum = 0
    for (const [u, v, phase] of parts) sum += Math.sin(u * x + v * y + phase)
    return height * sum
  }
}

/** Lengthens the first and the last line of a stroke, straight on. */
function runOn(stroke: Stroke, reach: number): Stroke {
  if (reach === 0 || stroke.length < 2) return stroke
  const beyond = (end: Point, before: Point, by: number): Point => {
    const length = Math.hypot(end.x - before.x, end.y - before.y) || 1
    return { ...end, x: end.x + (by * (end.x - before.x)) / length, y: end.y + (by * (end.y - before.y)) / length }
  }
  return [beyond(stroke[0]!, stroke[1]!, reach / 3), ...stroke, beyond(stroke.at(-1)!, stroke.at(-2)!, reach)]
}

function within(value: number, low: number, high: number): number {
  return Math.min(high, Math.max(low, value))
}
