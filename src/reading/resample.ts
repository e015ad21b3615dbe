import { type Plane, plane } from './picture.js'

/** A part of a plane, in its pixels; parts beyond its edges hold what the edge holds. */
export interface Region {
  readonly x: number
  readonly y: number
  readonly width: number
  readonly height: number
}

/**
 * Shows a part of a plane at another size: the mean of what lies under each new pixel, or, where pixels become larger, values between
 * their neighbors.
 *
 * @param region Defaults to the whole plane; pixels beyond the edge are as those at the edge
 */
export function resample(
  image: Plane,
  width: number,
  height: number,
  region: Region = { x: 0, y: 0, width: image.width, height: image.height },
): Plane {
  const across = weightsAlong(region.x, region.width, width, image.width)
  const down = weightsAlong(region.y, region.height, height, image.height)
  const firstRow = down.at[0]!
  const rows = down.at.at(-1)! - firstRow + 1
  const narrow = new Float32Array(width * rows)
  for (let row = 0; row < rows; row++)
    meanAcross(image.data, (firstRow + row) * image.width, across, narrow, row * width)
  const result = plane(width, height)
  for (let y = 0, tap = 0; y < height; y++)
    for (; tap < down.ends[y]!; tap++)
      addRow(narrow, (down.at[tap]! - firstRow) * width, down.shares[tap]!, result.data, y * width, width)
  return result
}

// The loops over pixels take arrays and numbers alone: so the engine translates each once, for planes of any origin.

/** Writes a row of cells from a row of pixels. */
function meanAcross(
  pixels: Float32Array,
  from: number,
  { at, shares, ends }: Weights,
  cells: Float32Array,
  to: number,
) {
  for (let cell = 0, tap = 0; cell < ends.length; cell++) {
    let sum = 0
    for (const end = ends[cell]!; tap < end; tap++) sum += shares[tap]! * pixels[from + at[tap]!]!
    cells[to + cell] = sum
  }
}

/** Adds a share of one row to another. */
function addRow(values: Float32Array, from: number, share: number, sums: Float32Array, to: number, width: number) {
  for (let x = 0; x < width; x++) sums[to + x]! += share * values[from + x]!
}

/** For each cell, one after the other, the source pixels under it and their shares. */
interface Weights {
  readonly at: Int32Array
  readonly shares: Float32Array
  /** Where the pixels of a cell end, and those of the next begin. */
  readonly ends: Int32Array
}

/** What of a row of `limit` pixels lies under each of `count` cells of a stretch. */
function weightsAlong(start: number, length: number, count: number, limit: number): Weights {
  const size = length / count
  const taps = Math.ceil(2 * (size > 1 ? size / 2 : 1)) + 1
  const at = new Int32Array(count * taps)
  const shares = new Float32Array(count * taps)
  const ends = new Int32Array(count)
  const under = new Float32Array(taps)
  let end = 0
  for (let cell = 0; cell < count; cell++) {
    const center = start + (cell + 0.5) * size
    const from = Math.floor(size > 1 ? center - size / 2 : center - 1)
    let total = 0
    for (let tap = 0; tap < taps; tap++) {
      const pixel = from + tap
      const share =
        size > 1
          ? Math.max(0, Math.min(pixel + 1, center + size / 2) - Math.max(pixel, center - size / 2))
          : Math.max(0, 1 - Math.abs(pixel + 0.5 - center))
      under[tap] = share
      total += share
    }
    for (let tap = 0; tap < taps; tap++) {
      if (under[tap] === 0) continue
      at[end] = Math.min(limit - 1, Math.max(0, from + tap))
      shares[end++] = under[tap]! / total
    }
    ends[cell] = end
  }
  return { at: at.subarray(0, end), shares: shares.subarray(0, end), ends }
}
