import type { Box, Plane } from './picture.js'

/** Pixels of ink that hang together, also over corners. */
export interface Component {
  /** Its number in the labels, from 1. */
  readonly label: number
  readonly box: Box
  /** Pixels. */
  readonly area: number
  /** Pixels that have paper beside, above or below them; the picture's edge is no paper. */
  readonly outline: number
  /** Pixels at the picture's edge. */
  readonly atEdge: number
  /** The strongest ink, and the sum of it. */
  readonly peak: number
  readonly mass: number
  /** Mean step of the paper under it from one pixel to the next: whether it lies along an edge of a shadow. */
  readonly paperStep: number
  /** Step of the ink from one pixel to the next at the outline, a harmonic mean: small where any edge is soft. */
  readonly step: number
}

/** Which component each pixel belongs to, from 1; 0 is paper: [height × width]. */
export type Labels = Int32Array

/** Finds the pixels that hang together where the ink is above a threshold: rows are cut into runs, and touching runs united. */
export function findComponents(
  ink: Plane,
  threshold: number | Float32Array,
  paper?: Plane,
): { labels: Labels; components: Component[] } {
  const { data, width, height } = ink
  const above =
    typeof threshold === 'number' ? (at: number) => data[at]! > threshold : (at: number) => data[at]! > threshold[at]!
  const runs: number[] = [] // [row, start, end] for each
  const parents: number[] = []
  const root = (run: number): number => {
    while (parents[run] !== run) {
      parents[run] = parents[parents[run]!]!
      run = parents[run]!
    }
    return run
  }
  for (let y = 0, other = 0; y < height; y++) {
    const first = parents.length
    for (let x = 0; x < width; x++) {
      if (!above(y * width + x)) continue
      const start = x
      while (x < width && above(y * width + x)) x++
      const run = parents.length
      runs.push(y, start, x)
      parents.push(run)
      // Of the row above, the runs that end at this start or behind it, and begin at this end or before it.
      while (other < first && (runs[other * 3]! < y - 1 || runs[other * 3 + 2]! < start)) other++
      for (let touching = other; touching < first && runs[touching * 3 + 1]! <= x; touching++)
        parents[root(touching)] = root(run)
    }
    other = first
  }
  const labels = new Int32Array(width * height)
  const numbers = new Int32Array(parents.length)
  let count = 0
  for (let run = 0; run < parents.length; run++) {
    const top = root(run)
    numbers[top] ||= ++count
    const row = runs[run * 3]! * width
    labels.fill(numbers[top]!, row + runs[run * 3 + 1]!, row + runs[run * 3 + 2]!)
  }
  return { labels, components: measure(ink, labels, count, paper) }
}

function measure({ data, width, height }: Plane, labels: Labels, count: number, paper?: Plane): Component[] {
  const found = Array.from({ length: count }, (_, index) => ({
    label: index + 1,
    left: width,
    right: 0,
    top: height,
    bottom: 0,
    area: 0,
    outline: 0,
    atEdge: 0,
    peak: 0,
    mass: 0,
    steps: 0,
    paperSteps: 0,
  }))
  for (let y = 0, at = 0; y < height; y++)
    for (let x = 0; x < width; x++, at++) {
      const label = labels[at]!
      if (label === 0) continue
      const one = found[label - 1]!
      const ink = data[at]!
      if (x < one.left) one.left = x
      if (x >= one.right) one.right = x + 1
      if (y < one.top) one.top = y
      one.bottom = y + 1
      one.area++
      one.mass += ink
      if (ink > one.peak) one.peak = ink
      if (paper && x > 1 && y > 1 && x + 2 < width && y + 2 < height) {
        const [across, down] = [
          paper.data[at + 2]! - paper.data[at - 2]!,
          paper.data[at + 2 * width]! - paper.data[at - 2 * width]!,
        ]
        one.paperSteps += (Math.abs(across) + Math.abs(down)) / 4 / Math.max(64, 255 - paper.data[at]!)
      }
      const inside = x > 0 && y > 0 && x + 1 < width && y + 1 < height
      if (!inside) one.atEdge++
      else if (
        labels[at - 1] !== label ||
        labels[at + 1] !== label ||
        labels[at - width] !== label ||
        labels[at + width] !== label
      ) {
        one.outline++
        one.steps += 2 / (Math.hypot(data[at + 1]! - data[at - 1]!, data[at + width]! - data[at - width]!) + 0.01)
      }
    }
  return found.map(({ left, right, top, bottom, steps, paperSteps, ...one }) => ({
    ...one,
    box: { x: left, y: top, width: right - left, height: bottom - top },
    paperStep: paperSteps / one.area,
    step: steps > 0 ? one.outline / steps : 0,
  }))
}
