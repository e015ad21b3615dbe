import { type Plane, plane } from '../reading/picture.js'

type LineFilter = (line: Float32Array, length: number, result: Float32Array) => void

/** A filter of lines, along the rows and then along the columns; lines go on beyond their ends as they end, by `margin` pixels. */
function separable(image: Plane, margin: number, filter: LineFilter): Plane {
  const along = ({ data, width, height }: Plane): Plane => {
    const transposed = plane(height, width)
    const [line, result] = [new Float32Array(width + 2 * margin), new Float32Array(width)]
    for (let y = 0; y < height; y++) {
      const start = y * width
      for (let i = 0; i < margin; i++) {
        line[i] = data[start]!
        line[margin + width + i] = data[start + width - 1]!
      }
      for (let x = 0; x < width; x++) line[margin + x] = data[start + x]!
      filter(line, width, result)
      for (let x = 0, at = y; x < width; x++, at += height) transposed.data[at] = result[x]!
    }
    return transposed
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
 * Makes what is bright wider by `radius` pixels on each side: the greatest value over a square window of 2 × radius + 1 pixels;
 * pictures go on beyond their edges as they end. Three comparisons a pixel whatever the radius: the greatest from each block's start
 * and to its end cover any window as long as a block.
 *
 * Van Herk, M. (1992). A fast algorithm for local minimum and maximum filters on rectangular and octagonal kernels.
 * Pattern Recognition Letters 13, 517–521.
 */
export function dilate(image: Plane, radius: number): Plane {
  const window = 2 * radius + 1
  const longest = Math.max(image.width, image.height) + 2 * radius
  const [fromStart, toEnd] = [new Float32Array(longest), new Float32Array(longest)]
  return separable(image, radius, (line, length, result) => {
    const padded = length + 2 * radius
    for (let start = 0; start < padded; start += window) {
      const end = Math.min(padded, start + window)
      let greatest = Number.NEGATIVE_INFINITY
      for (let i = start; i < end; i++) {
        if (line[i]! > greatest) greatest = line[i]!
        fromStart[i] = greatest
      }
      greatest = Number.NEGATIVE_INFINITY
      for (let i = end - 1; i >= start; i--) {
        if (line[i]! > greatest) greatest = line[i]!
        toEnd[i] = greatest
      }
    }
    for (let i = 0; i < length; i++) {
      const [left, right] = [toEnd[i]!, fromStart[i + 2 * radius]!]
      result[i] = left > right ? left : right
    }
  })
}
