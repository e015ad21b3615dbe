import type { Box, Plane } from './picture.js'

/** Pixels of ink that hang together, also over corners. */
export interface Component {
  /** Its number in the labels, from 1. */
  readonly label: number
  readonly box: Box
  /** Pixels. */
  readonly area: number
  /** Sum of the ink. */
  readonly mass: number
}

/** Which component each pixel belongs to, from 1; 0 is paper: [height × width]. */
export type Labels = Int32Array

/**
 * Finds the pixels that hang together where the ink is above a threshold: rows are cut into runs, and touching runs united.
 */
export function findComponents(ink: Plane, threshold: number): { labels: Labels; components: Component[] } {
  const { data, width, height } = ink
  const runs: number[] = [] // [row, start, end, …]
  const parents: number[] = []
  const root = (run: number): number => {
    while (parents[run] !== run) {
      parents[run] = parents[parents[run]!]!
      run = parents[run]!
    }
    return run
  }
  for (let y = 0, above = 0; y < height; y++) {
    const first = parents.length
    let other = above
    for (let x = 0; x < width; x++) {
      if (!(data[y * width + x]! > threshold)) continue
      const start = x
      while (x < width && data[y * width + x]! > threshold) x++
      const run = parents.length
      runs.push(y, start, x)
      parents.push(run)
      // Runs of the row above from the first that ends at or behind this start to the last that begins before this end.
      while (other < first && runs[other * 3 + 2]! < start) other++
      for (let touching = other; touching < first && runs[touching * 3 + 1]! <= x; touching++)
        parents[root(touching)] = root(run)
    }
    above = first
  }
  const labels = new Int32Array(width * height)
  const found = new Map<
    number,
    { label: number; left: number; right: number; top: number; bottom: number; area: number; mass: number }
  >()
  for (let run = 0; run < parents.length; run++) {
    const [y, start, end] = [runs[run * 3]!, runs[run * 3 + 1]!, runs[run * 3 + 2]!]
    const key = root(run)
    let one = found.get(key)
    if (!one) {
      one = { label: found.size + 1, left: start, right: end, top: y, bottom: y + 1, area: 0, mass: 0 }
      found.set(key, one)
    }
    one.left = Math.min(one.left, start)
    one.right = Math.max(one.right, end)
    one.bottom = y + 1
    one.area += end - start
    for (let at = y * width + start; at < y * width + end; at++) {
      one.mass += data[at]!
      labels[at] = one.label
    }
  }
  const components = [...found.values()].map(({ label, left, right, top, bottom, area, mass }) => ({
    label,
    box: { x: left, y: top, width: right - left, height: bottom - top },
    area,
    mass,
  }))
  return { labels, components }
}
