import { mnistTask } from '../task.js'
import { drawStrokes, emptyCanvas, type Stroke } from './pen.js'
import type { Polyline } from './polyline.js'
import { type Bitmap, depths, placesOf, thin } from './skeleton.js'
import { strokeGraph } from './strokeGraph.js'
import { throughLines } from './throughLines.js'
import { dropSpecks, lengthen, tidy } from './tidyStrokes.js'

const [, SIDE] = mnistTask.imageShape
/** Pixels of the upsampled image along the side of one, and paper around it. */
const FINE = 4
const MARGIN = 2
/** How much of the ink, drawn again and old together, must be common to both. */
const COMMON = 0.7

/**
 * Finds the strokes that drew a digit of MNIST: they can be drawn again by any pen, at any size.
 *
 * @param image bytes 0–255, ink bright: [height × width]
 * @returns strokes around the point (0, 0), the larger of height and width 1; null where they would not draw this image again
 */
export function traceDigit(image: Uint8Array): Stroke[] | null {
  const ink = upsampled(image)
  const depth = depths(ink)
  const skeleton = thin(ink)
  const graph = strokeGraph(skeleton, depth)
  if (graph.edges.length === 0) return null
  // A line of one pixel is 1 deep.
  const width = 2 * meanDepth(skeleton, depth) - 1
  tidy(graph, 0.4 * width)
  dropSpecks(graph, 0.1)
  lengthen(graph, ink, width / 2)
  const lines = throughLines(graph, FINE / 2)
  if (common(image, lines, width / FINE) < COMMON) return null
  return centered(lines, width)
}

function meanDepth(skeleton: Bitmap, depth: Float32Array): number {
  const places = placesOf(skeleton)
  return places.reduce((sum, at) => sum + depth[at]!, 0) / places.length
}

/** What is ink once the image is upsampled, by cubic curves through its pixels, against a threshold that follows the ink around. */
function upsampled(image: Uint8Array): Bitmap {
  const above = new Float32Array(SIDE * SIDE)
  for (let y = 0; y < SIDE; y++)
    for (let x = 0; x < SIDE; x++) {
      let sum = 0
      for (let v = Math.max(0, y - 2); v <= Math.min(SIDE - 1, y + 2); v++)
        for (let u = Math.max(0, x - 2); u <= Math.min(SIDE - 1, x + 2); u++) sum += image[v * SIDE + u]!
      above[y * SIDE + x] = image[y * SIDE + x]! - Math.max(90, 0.7 * (sum / 25))
    }
  const fine = SIDE * FINE
  const across = new Float32Array(SIDE * fine)
  for (let y = 0; y < SIDE; y++) upsampleLine(above, y * SIDE, 1, across, y * fine, 1)
  const both = new Float32Array(fine * fine)
  for (let x = 0; x < fine; x++) upsampleLine(across, x, fine, both, x, fine)
  const side = fine + 2 * MARGIN
  const data = new Uint8Array(side * side)
  for (let y = 0; y < fine; y++)
    for (let x = 0; x < fine; x++) if (both[y * fine + x]! > 0) data[(y + MARGIN) * side + x + MARGIN] = 1
  return { data, side }
}

/** Keys, R. (1981). Cubic convolution interpolation for digital image processing. IEEE Transactions on Acoustics, 1153–1160. */
const weights = Array.from({ length: FINE }, (_, phase) => {
  const t = ((phase + 0.5) / FINE + 0.5) % 1
  return [
    (-t * (1 - t) ** 2) / 2,
    (2 - 5 * t * t + 3 * t ** 3) / 2,
    (t + 4 * t * t - 3 * t ** 3) / 2,
    (t ** 3 - t * t) / 2,
  ] as const
})

function upsampleLine(
  from: Float32Array,
  start: number,
  step: number,
  to: Float32Array,
  at: number,
  stride: number,
): void {
  for (let fine = 0; fine < SIDE * FINE; fine++) {
    const cell = Math.floor((fine + 0.5) / FINE - 0.5)
    const w = weights[fine % FINE]!
    let value = 0
    for (let tap = 0; tap < 4; tap++)
      value += w[tap]! * from[start + step * Math.min(SIDE - 1, Math.max(0, cell - 1 + tap))]!
    to[at + fine * stride] = value
  }
}

/** The ink that an image and the lines, drawn by a pen of this width, have in common, as a share of all. */
function common(image: Uint8Array, lines: readonly Polyline[], width: number): number {
  const canvas = emptyCanvas(SIDE, SIDE)
  const strokes = lines.map(line => line.map(([x, y]) => ({ x: (x - MARGIN) / FINE, y: (y - MARGIN) / FINE })))
  drawStrokes(canvas, strokes, { width, softness: 1.2 })
  let [both, either] = [0, 0]
  for (const [i, ink] of canvas.data.entries()) {
    const here = image[i]! / 255
    both += Math.min(ink, here)
    either += Math.max(ink, here)
  }
  // An empty image has nothing in common with anything.
  return both / (either || 1)
}

function centered(lines: readonly Polyline[], width: number): Stroke[] | null {
  let [left, right, top, bottom] = [Infinity, -Infinity, Infinity, -Infinity]
  for (const [x, y] of lines.flat()) {
    left = Math.min(left, x)
    right = Math.max(right, x)
    top = Math.min(top, y)
    bottom = Math.max(bottom, y)
  }
  const size = Math.max(right - left, bottom - top)
  // A blot.
  if (size < width) return null
  return lines.map(line =>
    line.map(([x, y]) => ({ x: (x - (left + right) / 2) / size, y: (y - (top + bottom) / 2) / size })),
  )
}
