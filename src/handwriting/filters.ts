import { type Plane, plane } from './picture.js'

export function mapped({ data, width, height }: Plane, change: (value: number) => number): Plane {
  const result = plane(width, height)
  for (let i = 0; i < data.length; i++) result.data[i] = change(data[i]!)
  return result
}

type LineFilter = (line: Float32Array, length: number, result: Float32Array) => void

/** A filter of lines, along the rows and then along the columns; lines go on beyond their ends as they end, by `margin` pixels. */
function separable(image: Plane, margin: number, filter: LineFilter): Plane {
  const along = ({ data, width, height }: Plane): Plane => {
    const turned = plane(height, width)
    const [line, result] = [new Float32Array(width + 2 * margin), new Float32Array(width)]
    for (let y = 0; y < height; y++) {
      const start = y * width
      for (let i = 0; i < margin; i++) {
        line[i] = data[start]!
        line[margin + width + i] = data[start + width - 1]!
      }
      for (let x = 0; x < width; x++) line[margin + x] = data[start + x]!
      filter(line, width, result)
      for (let x = 0, at = y; x < width; x++, at += height) turned.data[at] = result[x]!
    }
    return turned
  }
  return along(along(image))
}

/** The mean over a square window of 2 × radius + 1 pixels; pictures go on beyond their edges as they end. */
export function boxBlur(image: Plane, radius: number): Plane {
  const window = 2 * radius + 1
  return separable(image, radius, (line, length, result) => {
    let sum = 0
    for (let i = 0; i < window - 1; i++) sum += line[i]!
    for (let i = 0; i < length; i++) {
      sum += line[i + window - 1]!
      result[i] = sum / window
      sum -= line[i]!
    }
  })
}

/**
 * The greatest value over a square window of 2 × radius + 1 pixels, or the least where the sign is -1; pictures go on beyond their
 * edges as they end. Three comparisons a pixel whatever the radius: the greatest from each block's start and to its end cover any
 * window as long as a block.
 *
 * Van Herk, M. (1992). A fast algorithm for local minimum and maximum filters on rectangular and octagonal kernels.
 * Pattern Recognition Letters 13, 517–521.
 */
function extremes(image: Plane, radius: number, sign: 1 | -1): Plane {
  const window = 2 * radius + 1
  const longest = Math.max(image.width, image.height) + 2 * radius
  const [fromStart, toEnd] = [new Float32Array(longest), new Float32Array(longest)]
  return separable(image, radius, (line, length, result) => {
    const padded = length + 2 * radius
    for (let start = 0; start < padded; start += window) {
      const end = Math.min(padded, start + window)
      let greatest = Number.NEGATIVE_INFINITY
      for (let i = start; i < end; i++) {
        const value = sign * line[i]!
        if (value > greatest) greatest = value
        fromStart[i] = greatest
      }
      greatest = Number.NEGATIVE_INFINITY
      for (let i = end - 1; i >= start; i--) {
        const value = sign * line[i]!
        if (value > greatest) greatest = value
        toEnd[i] = greatest
      }
    }
    for (let i = 0; i < length; i++) {
      const [left, right] = [toEnd[i]!, fromStart[i + 2 * radius]!]
      result[i] = sign * (left > right ? left : right)
    }
  })
}

/**
 * Takes away what is bright and narrower than a square window of 2 × radius + 1 pixels: an erosion, then a dilation, which is
 * wider by `margin`. Pictures go on beyond their edges as they end.
 */
export function opening(image: Plane, radius: number, margin = 0): Plane {
  const wide = padded(image, radius)
  const opened = extremes(extremes(wide, radius, -1), radius + margin, 1)
  const result = plane(image.width, image.height)
  for (let y = 0; y < image.height; y++) {
    const start = (y + radius) * wide.width + radius
    result.data.set(opened.data.subarray(start, start + image.width), y * image.width)
  }
  return result
}

function padded({ data, width, height }: Plane, margin: number): Plane {
  const result = plane(width + 2 * margin, height + 2 * margin)
  for (let y = 0, at = 0; y < result.height; y++) {
    const row = Math.min(height - 1, Math.max(0, y - margin)) * width
    for (let x = 0; x < result.width; x++, at++)
      result.data[at] = data[row + Math.min(width - 1, Math.max(0, x - margin))]!
  }
  return result
}

/** Makes what is bright wider by `radius` pixels on each side. */
export function widened(image: Plane, radius: number): Plane {
  return extremes(image, radius, 1)
}

/** Means of 2 × 2 pixels; a last odd row or column stands for itself. */
export function halved({ data, width, height }: Plane): Plane {
  const result = plane(Math.ceil(width / 2), Math.ceil(height / 2))
  for (let y = 0, at = 0; y < result.height; y++) {
    const upper = 2 * y * width
    const lower = Math.min(height - 1, 2 * y + 1) * width
    for (let x = 0; x < result.width; x++, at++) {
      const left = 2 * x
      const right = Math.min(width - 1, left + 1)
      result.data[at] = (data[upper + left]! + data[upper + right]! + data[lower + left]! + data[lower + right]!) / 4
    }
  }
  return result
}

/** Undoes `halved`: sizes are those from before it. Values between pixels are between theirs. */
export function enlarged({ data, width, height }: Plane, toWidth: number, toHeight: number): Plane {
  const result = plane(toWidth, toHeight)
  for (let y = 0, at = 0; y < toHeight; y++) {
    // Pixel 2i lies a quarter before the middle of pixel i of the half, pixel 2i + 1 a quarter behind it.
    const near = (y >> 1) * width
    const far = Math.min(height - 1, Math.max(0, (y >> 1) + (y % 2 === 0 ? -1 : 1))) * width
    for (let x = 0; x < toWidth; x++, at++) {
      const column = x >> 1
      const other = Math.min(width - 1, Math.max(0, column + (x % 2 === 0 ? -1 : 1)))
      result.data[at] =
        (9 * data[near + column]! + 3 * data[near + other]! + 3 * data[far + column]! + data[far + other]!) / 16
    }
  }
  return result
}

/** The value that a share of the values lies below, estimated from at most some thousands of them; 0 of none. */
export function quantile(values: ArrayLike<number>, share: number): number {
  const stride = Math.ceil(values.length / 5000)
  const sorted = new Float32Array(Math.ceil(values.length / stride))
  for (let i = 0; i < sorted.length; i++) sorted[i] = values[i * stride]!
  sorted.sort()
  return sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))] ?? 0
}
