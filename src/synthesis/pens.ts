import { type Random, uniformBetween } from '../random.js'
import { drawAliased } from './aliased.js'
import { type Canvas, drawStrokes, type Grain, type Point, type Stroke } from './pen.js'

/** What strokes are drawn with. Lengths are in pixels. */
export interface Pen {
  readonly width: number
  /** Pixels are ink or paper, nothing between, as simple drawing programs have it. */
  readonly hard: boolean
  /** Over how much the edge fades. */
  readonly softness: number
  /** 0–1. */
  readonly opacity: number
  /** How far the width strays along a stroke, as a share of it; it strays anew after so many widths. */
  readonly pressure: { readonly depth: number; readonly pace: number }
  /** How thin a stroke begins and ends, 0–1: 1 is as wide as elsewhere. */
  readonly taper: number
  /** A flat nib: its angle, and how much thinner it is along that than across, 0–1. */
  readonly nib: { readonly angle: number; readonly thin: number } | null
  /** Where no ink comes: how much of the line, 0–1, and about how many widths each time; regular, or by chance. */
  readonly gaps: { readonly share: number; readonly length: number; readonly regular: boolean } | null
  readonly grain: Grain | undefined
}

const THINNEST = 0.7
const WIDEST = 40
/** Wider lines fill a digit's loops. */
const WIDEST_SHARE = 0.22

/**
 * A pen at random: ball pens, pencils, felt tips, brushes, and what drawing programs have.
 *
 * @param size height of the digits that it is to draw, in pixels
 */
export function randomPen(random: Random, size: number): Pen {
  const between = uniformBetween(random)
  const sometimes = (share: number) => random.uniform() < share
  const widest = Math.max(THINNEST, Math.min(WIDEST, WIDEST_SHARE * size))
  const width = THINNEST * (widest / THINNEST) ** random.uniform()
  const hard = sometimes(0.3)
  return {
    width,
    hard,
    softness: sometimes(0.25) ? 1 + between(0, 0.6) * width : 1,
    opacity: sometimes(0.35) ? between(0.3, 1) : 1,
    pressure: { depth: sometimes(0.5) ? between(0, 0.4) : 0, pace: between(2, 12) },
    taper: sometimes(0.2) ? between(0.2, 1) : 1,
    nib: sometimes(0.08) ? { angle: between(-1.2, -0.3), thin: between(0.35, 0.8) } : null,
    gaps: sometimes(0.08)
      ? { share: between(0.03, 0.2), length: between(0.3, 1.5), regular: false }
      : sometimes(0.03)
        ? { share: between(0.2, 0.4), length: between(0.8, 1.6), regular: true }
        : null,
    grain: sometimes(0.15) ? randomGrain(random, between(0.2, 0.9)) : undefined,
  }
}

/** Draws strokes with a pen; what lies outside is cut, and lines that cross do not become darker. */
export function drawWith(canvas: Canvas, strokes: readonly Stroke[], pen: Pen, random: Random): void {
  const { width, hard, opacity, grain } = pen
  const step = Math.max(THINNEST, width / 6)
  const inked = strokes.flatMap(stroke =>
    inkedParts(pressed(evenly(stroke, step), step, pen, random), step, pen, random),
  )
  // A disc of less than a pixel may miss all their centers.
  if (hard && width < 1.5) drawAliased(canvas, inked, { opacity, grain })
  else drawStrokes(canvas, inked, { width, softness: hard ? 0.001 : pen.softness, opacity, grain })
}

/** The same line by places about `step` apart; without the jitter of places that lie closer. */
function evenly(stroke: Stroke, step: number): Point[] {
  const result: Point[] = stroke.slice(0, 1)
  let left = step
  for (let i = 1; i < stroke.length; i++) {
    const [a, b] = [stroke[i - 1]!, stroke[i]!]
    const length = Math.sqrt((b.x - a.x) ** 2 + (b.y - a.y) ** 2)
    let at = left
    for (; at < length; at += step) {
      const t = at / length
      const [from, to] = [a.pressure ?? 1, b.pressure ?? 1]
      result.push({ x: a.x + t * (b.x - a.x), y: a.y + t * (b.y - a.y), pressure: from + t * (to - from) })
    }
    left = at - length
  }
  if (stroke.length > 1) result.push(stroke.at(-1)!)
  return result
}

/** Gives each place the width that the pen has there. */
function pressed(stroke: readonly Point[], step: number, pen: Pen, random: Random): Point[] {
  const { width, hard, taper, nib } = pen
  const { depth, pace } = pen.pressure
  if (depth === 0 && taper === 1 && !nib) return stroke.map(({ x, y }) => ({ x, y }))
  const knots = Math.max(1, (pace * width) / step)
  let [before, after] = [random.normal(), random.normal()]
  let knot = 0
  return stroke.map((point, index) => {
    const along = index / knots
    for (; knot + 1 <= along; knot++) [before, after] = [after, random.normal()]
    const t = along - knot
    const stray = before + t * t * (3 - 2 * t) * (after - before)
    let pressure = (depth > 0 ? (point.pressure ?? 1) : 1) * Math.min(1.5, Math.max(0.5, Math.exp(0.5 * depth * stray)))
    const fromEnd = (Math.min(index, stroke.length - 1 - index) * step) / (2 * width)
    if (fromEnd < 1) pressure *= taper + (1 - taper) * fromEnd
    if (nib) {
      const [last, next] = [stroke[Math.max(0, index - 1)]!, stroke[Math.min(stroke.length - 1, index + 1)]!]
      const direction = Math.atan2(next.y - last.y, next.x - last.x)
      pressure *= nib.thin + (1 - nib.thin) * Math.abs(Math.sin(direction - nib.angle))
    }
    // A hard line thinner than a pixel would have holes.
    return { x: point.x, y: point.y, pressure: hard ? Math.max(pressure, 1 / width) : pressure }
  })
}

/** The parts of a stroke between the gaps. */
function inkedParts(stroke: readonly Point[], step: number, pen: Pen, random: Random): Stroke[] {
  if (!pen.gaps || stroke.length < 2) return [stroke]
  const { share, length, regular } = pen.gaps
  // Ends are round: a gap shows what is left of it between two of them.
  const gap = ((length + 1) * pen.width) / step
  const ink = (gap * (1 - share)) / share
  const stray = () => (regular ? 1 : -Math.log(1 - random.uniform()))
  const parts: Stroke[] = []
  let at = Math.floor(-random.uniform() * ink)
  while (at < stroke.length) {
    const end = at + Math.max(1, Math.round(ink * stray()))
    if (end > 0) parts.push(stroke.slice(Math.max(0, at), end))
    at = end + Math.max(1, Math.round(gap * (regular ? 1 : 0.5 + random.uniform())))
  }
  return parts.filter(part => part.length > 0)
}

/** Paper whose tooth takes ink unevenly: `depth` 0 everywhere alike, 1 down to none. */
function randomGrain(random: Random, depth: number): Grain {
  const side = 32
  const data = Float32Array.from({ length: side * side }, () => 1 - depth * random.uniform())
  return { data, side }
}
