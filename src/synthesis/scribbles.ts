import type { Random } from '../random.js'
import { fitted } from './outlines.js'
import { type Point, type Stroke, smoothCurve } from './pen.js'

/**
 * Draws lines that mean nothing: wandering, to and fro, coiled, hatched.
 *
 * @returns strokes around the point (0, 0), the larger of height and width 1
 */
export function scribbleStrokes(random: Random): Stroke[] {
  const kind = random.uniform()
  const strokes = kind < 0.4 ? wander(random) : kind < 0.6 ? zigzag(random) : kind < 0.8 ? coil(random) : hatch(random)
  const [angle, flat] = [2 * Math.PI * random.uniform(), 0.4 + 0.8 * random.uniform()]
  const [cos, sin] = [Math.cos(angle), Math.sin(angle)]
  return fitted(
    strokes.map(stroke => stroke.map(({ x, y }) => ({ x: cos * x - sin * y, y: flat * (sin * x + cos * y) }))),
  )
}

/** One to three long lines without aim. */
function wander(random: Random): Stroke[] {
  return Array.from({ length: 1 + random.integer(3) }, () => {
    const points = Array.from({ length: 8 + random.integer(12) }, () => ({ x: random.uniform(), y: random.uniform() }))
    return smoothCurve(points, random.uniform() < 0.8 ? 8 : 1)
  })
}

/** To and fro across a band, as something is crossed out. */
function zigzag(random: Random): Stroke[] {
  const [turns, width] = [6 + random.integer(16), 0.15 + 0.5 * random.uniform()]
  const points = Array.from(
    { length: turns },
    (_, i): Point => ({
      x: i / turns + 0.02 * random.normal(),
      y: width * ((i % 2 ? 0.5 : -0.5) + 0.15 * random.normal()),
    }),
  )
  return [smoothCurve(points, random.uniform() < 0.5 ? 6 : 1)]
}

/** Loops in a row. */
function coil(random: Random): Stroke[] {
  const turns = 4 + random.integer(8)
  const [width, height] = [0.1 + 0.3 * random.uniform(), 0.2 + 0.4 * random.uniform()]
  // Loops over each other would be a 0.
  const advance = height * (0.5 + random.uniform())
  const points = Array.from({ length: turns * 6 }, (_, i): Point => {
    const angle = (2 * Math.PI * i) / 6
    const shake = () => 1 + 0.15 * random.normal()
    return { x: (advance * i) / 6 + width * shake() * Math.cos(angle), y: height * shake() * Math.sin(angle) }
  })
  return [smoothCurve(points, 5)]
}

/** Lines side by side, perhaps crossed by others. */
function hatch(random: Random): Stroke[] {
  const count = 5 + random.integer(9)
  const lines = (turned: boolean) =>
    Array.from({ length: count }, (_, i): Stroke => {
      const across = i / count + 0.02 * random.normal()
      return [0, 1].map(end => {
        const along = end + 0.06 * random.normal()
        return turned ? { x: along, y: across } : { x: across + 0.2 * end, y: along }
      })
    })
  return random.uniform() < 0.4 ? [...lines(false), ...lines(true)] : lines(false)
}
