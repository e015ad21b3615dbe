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
 * @param region the whole plane unless told; pixels beyond the edge are as those at the edge
 */
export function resample(
  image: Plane,
  width: number,
  height: number,
  region: Region = { x: 0, y: 0, width: image.width, height: image.height },
): Plane {
  const across = weightsAlong(region.x, region.width, width)
  const down = weightsAlong(region.y, region.height, height)
  const narrow = new Float32Array(width * image.height)
  const firstRow = inside(down.first[0]!, image.height)
  const lastRow = inside(down.first[height - 1]! + down.taps - 1, image.height)
  for (let y = firstRow; y <= lastRow; y++)
    for (let x = 0; x < width; x++) {
      let [sum, start] = [0, across.first[x]!]
      for (let tap = 0; tap < across.taps; tap++)
        sum += across.shares[x * across.taps + tap]! * image.data[y * image.width + inside(start + tap, image.width)]!
      narrow[y * width + x] = sum
    }
  const result = plane(width, height)
  for (let y = 0; y < height; y++)
    for (let tap = 0; tap < down.taps; tap++) {
      const share = down.shares[y * down.taps + tap]!
      if (share === 0) continue
      const from = inside(down.first[y]! + tap, image.height) * width
      for (let x = 0; x < width; x++) result.data[y * width + x]! += share * narrow[from + x]!
    }
  return result
}

function inside(index: number, length: number): number {
  return index < 0 ? 0 : index >= length ? length - 1 : index
}

interface Weights {
  readonly taps: number
  readonly first: Int32Array
  readonly shares: Float32Array
}

/** For each of `count` cells of a stretch, the source pixels under it and their shares. */
function weightsAlong(start: number, length: number, count: number): Weights {
  const size = length / count
  const reach = Math.max(1, size)
  const taps = Math.ceil(2 * (size > 1 ? size / 2 : 1)) + 1
  const first = new Int32Array(count)
  const shares = new Float32Array(count * taps)
  for (let cell = 0; cell < count; cell++) {
    const center = start + (cell + 0.5) * size
    const from = Math.floor(size > 1 ? center - size / 2 : center - reach)
    first[cell] = from
    let total = 0
    for (let tap = 0; tap < taps; tap++) {
      const at = from + tap
      const share =
        size > 1
          ? Math.max(0, Math.min(at + 1, center + size / 2) - Math.max(at, center - size / 2))
          : Math.max(0, 1 - Math.abs(at + 0.5 - center))
      shares[cell * taps + tap] = share
      total += share
    }
    for (let tap = 0; tap < taps; tap++) shares[cell * taps + tap]! /= total
  }
  return { taps, first, shares }
}
