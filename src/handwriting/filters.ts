import { type Plane, plane } from './picture.js'

type LineFilter = (line: Float32Array, result: Float32Array) => void

/** A filter of lines, along the rows and then along the columns. */
function separable({ data, width, height }: Plane, filter: LineFilter): Plane {
  const along = (rows: Plane): Plane => {
    const turned = plane(rows.height, rows.width)
    const result = new Float32Array(rows.width)
    for (let y = 0; y < rows.height; y++) {
      filter(rows.data.subarray(y * rows.width, (y + 1) * rows.width), result)
      for (let x = 0, at = y; x < rows.width; x++, at += rows.height) turned.data[at] = result[x]!
    }
    return turned
  }
  return along(along({ data, width, height }))
}

/** The mean over a square window of 2 × radius + 1 pixels, cut at the edges. */
export function boxBlur(image: Plane, radius: number): Plane {
  return separable(image, (line, result) => {
    const { length } = line
    let [sum, count] = [0, Math.min(radius, length)]
    for (let i = 0; i < count; i++) sum += line[i]!
    for (let i = 0; i < length; i++) {
      if (i + radius < length) {
        sum += line[i + radius]!
        count++
      }
      if (i > radius) {
        sum -= line[i - radius - 1]!
        count--
      }
      result[i] = sum / count
    }
  })
}

/** The least value over a square window of 2 × radius + 1 pixels, cut at the edges. */
export function erosion(image: Plane, radius: number): Plane {
  return separable(image, extremes(radius, Math.min, Number.POSITIVE_INFINITY))
}

/** The greatest value over a square window of 2 × radius + 1 pixels, cut at the edges. */
export function dilation(image: Plane, radius: number): Plane {
  return separable(image, extremes(radius, Math.max, Number.NEGATIVE_INFINITY))
}

/**
 * Running extremes, three comparisons a pixel whatever the radius: the extremes from each block's start and to its end cover
 * any window that is as long as a block.
 *
 * Van Herk, M. (1992). A fast algorithm for local minimum and maximum filters on rectangular and octagonal kernels.
 * Pattern Recognition Letters 13, 517–521.
 */
function extremes(radius: number, pick: (a: number, b: number) => number, none: number): LineFilter {
  const window = 2 * radius + 1
  let [fromStart, toEnd] = [new Float32Array(0), new Float32Array(0)]
  return (line, result) => {
    const { length } = line
    const padded = length + 2 * radius
    if (fromStart.length !== padded) {
      fromStart = new Float32Array(padded)
      toEnd = new Float32Array(padded)
    }
    const at = (i: number) => (i < radius || i >= radius + length ? none : line[i - radius]!)
    for (let i = 0; i < padded; i++) fromStart[i] = i % window === 0 ? at(i) : pick(fromStart[i - 1]!, at(i))
    for (let i = padded - 1; i >= 0; i--)
      toEnd[i] = i === padded - 1 || (i + 1) % window === 0 ? at(i) : pick(toEnd[i + 1]!, at(i))
    for (let i = 0; i < length; i++) result[i] = pick(toEnd[i]!, fromStart[i + 2 * radius]!)
  }
}

/** The value that a share of the values lies below; 0 of none. */
export function quantile(values: ArrayLike<number>, share: number): number {
  const sorted = Float32Array.from(values).sort()
  return sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))] ?? 0
}
