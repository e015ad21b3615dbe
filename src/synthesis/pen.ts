/** A place that a pen passes, in pixels from the upper left corner, and how hard it presses there. Pressure defaults to 1. */
export interface Point {
  readonly x: number
  readonly y: number
  /** Scales the width of the line. */
  readonly pressure?: number
}

/** What a pen draws between touching the paper and leaving it; a single point is a dot. */
export type Stroke = readonly Point[]

/** Ink for each pixel, 0 (none) to 1 (full), rows from the top: [height × width]. */
export interface Canvas {
  readonly data: Float32Array
  readonly width: number
  readonly height: number
}

export function emptyCanvas(width: number, height: number): Canvas {
  return { data: new Float32Array(width * height), width, height }
}

/** How much of the ink each pixel of the paper takes, 0–1, in a pattern that repeats: [side × side]; side is a power of 2. */
export interface Grain {
  readonly data: Float32Array
  readonly side: number
}

/** How a line is inked. */
export interface Ink {
  /** Over how many pixels the edge fades. Default: 1, a smooth but sharp edge. */
  readonly softness?: number
  /** The ink where the line covers wholly, 0–1. Default: 1. */
  readonly opacity?: number
  readonly grain?: Grain | undefined
}

/**
 * Draws strokes with a round pen; edges are smooth, ends are round, and what lies outside is cut.
 *
 * @param canvas is drawn on; lines that cross do not become darker
 * @param options.width of the line in pixels, where the pressure is 1
 * @example drawStrokes(canvas, [[{ x: 2, y: 2 }, { x: 20, y: 25 }]], { width: 3 })
 */
export function drawStrokes(
  canvas: Canvas,
  strokes: readonly Stroke[],
  { width, ...ink }: { readonly width: number } & Ink,
): void {
  for (const stroke of strokes)
    for (let index = 0; index < stroke.length; index++)
      drawSegment(canvas, stroke[Math.max(0, index - 1)]!, stroke[index]!, width / 2, ink)
}

function drawSegment({ data, width, height }: Canvas, a: Point, b: Point, radius: number, ink: Ink): void {
  const { softness = 1, opacity = 1, grain } = ink
  const [from, to] = [radius * (a.pressure ?? 1), radius * (b.pressure ?? 1)]
  const reach = Math.max(from, to) + softness
  const [left, right] = [Math.min(a.x, b.x) - reach, Math.min(width, Math.max(a.x, b.x) + reach)]
  const [top, bottom] = [
    Math.max(0, Math.floor(Math.min(a.y, b.y) - reach)),
    Math.min(height, Math.max(a.y, b.y) + reach),
  ]
  const [dx, dy] = [b.x - a.x, b.y - a.y]
  const square = dx * dx + dy * dy || 1
  // Where a row crosses the band around the line.
  const [slope, half] = [dx / dy, (reach * Math.sqrt(square)) / Math.abs(dy)]
  for (let y = top; y < bottom; y++) {
    const py = y + 0.5 - a.y
    const middle = a.x + py * slope
    // Without a slope, NaN or Infinity: the box alone bounds the row.
    const start = middle - half > left ? middle - half - 0.5 : left
    const end = middle + half < right ? middle + half : right
    for (let x = Math.max(0, Math.floor(start)); x < end; x++) {
      const px = x + 0.5 - a.x
      const along = Math.min(1, Math.max(0, (px * dx + py * dy) / square))
      const [u, v] = [px - along * dx, py - along * dy]
      let value = (from + along * (to - from) - Math.sqrt(u * u + v * v)) / softness + 0.5
      if (value <= 0) continue
      value = opacity * Math.min(1, value)
      if (grain) value *= grain.data[(y & (grain.side - 1)) * grain.side + (x & (grain.side - 1))]!
      const at = y * width + x
      if (value > data[at]!) data[at] = value
    }
  }
}

/**
 * A smooth curve through the points.
 *
 * Catmull, E. and Rom, R. (1974). A class of local interpolating splines. Computer Aided Geometric Design, 317–326.
 *
 * @param steps pieces from each point to the next
 */
export function smoothCurve(points: Stroke, steps = 8): Stroke {
  const at = (index: number) => points[Math.min(points.length - 1, Math.max(0, index))]!
  const curve: Point[] = points.slice(0, 1)
  for (let i = 0; i + 1 < points.length; i++) {
    const [before, start, end, after] = [at(i - 1), at(i), at(i + 1), at(i + 2)]
    for (let step = 1; step <= steps; step++) {
      const t = step / steps
      const blend = (p: number, q: number, r: number, s: number) =>
        q + (t / 2) * (r - p + t * (2 * p - 5 * q + 4 * r - s + t * (3 * (q - r) + s - p)))
      curve.push({
        x: blend(before.x, start.x, end.x, after.x),
        y: blend(before.y, start.y, end.y, after.y),
        pressure: (1 - t) * (start.pressure ?? 1) + t * (end.pressure ?? 1),
      })
    }
  }
  return curve
}
