/** A place that a pen passes, in pixels from the upper left corner, and how hard it presses there: 1 unless told. */
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

/**
 * Draws strokes with a round pen; edges are smooth, ends are round, and what lies outside is cut.
 *
 * @param canvas is drawn on; lines that cross do not become darker
 * @param options.width of the line in pixels, where the pressure is 1
 * @param options.softness over how many pixels the edge fades. Default: 1, a smooth but sharp edge
 * @example drawStrokes(canvas, [[{ x: 2, y: 2 }, { x: 20, y: 25 }]], { width: 3 })
 */
export function drawStrokes(
  canvas: Canvas,
  strokes: readonly Stroke[],
  { width, softness = 1 }: { readonly width: number; readonly softness?: number },
): void {
  for (const stroke of strokes)
    stroke.forEach((point, index) => {
      drawSegment(canvas, stroke[Math.max(0, index - 1)]!, point, width / 2, softness)
    })
}

function drawSegment({ data, width, height }: Canvas, a: Point, b: Point, radius: number, softness: number): void {
  const [from, to] = [radius * (a.pressure ?? 1), radius * (b.pressure ?? 1)]
  const reach = Math.max(from, to) + softness
  const [left, right] = [
    Math.max(0, Math.floor(Math.min(a.x, b.x) - reach)),
    Math.min(width, Math.max(a.x, b.x) + reach),
  ]
  const [top, bottom] = [
    Math.max(0, Math.floor(Math.min(a.y, b.y) - reach)),
    Math.min(height, Math.max(a.y, b.y) + reach),
  ]
  const [dx, dy] = [b.x - a.x, b.y - a.y]
  const square = dx * dx + dy * dy || 1
  for (let y = top; y < bottom; y++)
    for (let x = left; x < right; x++) {
      const [px, py] = [x + 0.5 - a.x, y + 0.5 - a.y]
      const along = Math.min(1, Math.max(0, (px * dx + py * dy) / square))
      const distance = Math.hypot(px - along * dx, py - along * dy)
      const ink = (from + along * (to - from) - distance) / softness + 0.5
      const at = y * width + x
      if (ink > data[at]!) data[at] = Math.min(1, ink)
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
