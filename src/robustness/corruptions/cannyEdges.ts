import { type Corruption, eachPixel, type GrayValues, PIXELS, SIDE } from './corruption.js'
import { gaussianBlur } from './gaussian.js'

/** Gradients of an edge, by Sobel's weights: from `low` on where it touches one from `high` on. */
const [low, high] = [0.1, 0.2]
const smooth = gaussianBlur(1, 'constant')
/** What the blur leaves of an image full of ink: less at the edges, since nothing lies beyond them. */
const weights = smooth(new Float32Array(PIXELS).fill(1))

/**
 * The outlines alone, each one pixel wide, as `skimage.feature.canny` draws them.
 *
 * Canny, J. (1986). A computational approach to edge detection. IEEE Transactions on Pattern Analysis and Machine Intelligence 8 (6), 679–698.
 */
export const cannyEdges: Corruption = {
  name: 'canny_edges',
  apply(image) {
    const smoothed = smooth(image).map((value, index) => value / (weights[index]! + Number.EPSILON))
    const [down, right] = sobel(smoothed)
    const magnitude = down.map((value, index) => Math.hypot(value, right[index]!))
    const isRidge = (index: number) => isLocalMaximum(magnitude, down[index]!, right[index]!, index)
    const candidates = eachPixel((row, column, index) => {
      const isRim = row === 0 || column === 0 || row === SIDE - 1 || column === SIDE - 1
      return !isRim && magnitude[index]! >= low && isRidge(index) ? magnitude[index]! : 0
    })
    return connected(candidates)
  },
}

/** Gradients from row to row and from column to column; images go on beyond their edges as they end. */
function sobel(image: GrayValues): [down: GrayValues, right: GrayValues] {
  const at = (row: number, column: number) =>
    image[Math.min(SIDE - 1, Math.max(0, row)) * SIDE + Math.min(SIDE - 1, Math.max(0, column))]!
  const three = (before: number, here: number, after: number) => before + 2 * here + after
  const down = eachPixel(
    (row, column) =>
      three(at(row + 1, column - 1), at(row + 1, column), at(row + 1, column + 1)) -
      three(at(row - 1, column - 1), at(row - 1, column), at(row - 1, column + 1)),
  )
  const right = eachPixel(
    (row, column) =>
      three(at(row - 1, column + 1), at(row, column + 1), at(row + 1, column + 1)) -
      three(at(row - 1, column - 1), at(row, column - 1), at(row + 1, column - 1)),
  )
  return [down, right]
}

/** Whether the gradient is no larger one step along its direction, to either side: between two of the eight neighbors each. */
function isLocalMaximum(magnitude: GrayValues, down: number, right: number, index: number): boolean {
  const [rows, columns] = [Math.abs(down), Math.abs(right)]
  const [rowStep, columnStep] = [down < 0 ? -SIDE : SIDE, right < 0 ? -1 : 1]
  const straight = rows >= columns ? rowStep : columnStep
  const diagonal = rowStep + columnStep
  const part = Math.min(rows, columns) / Math.max(rows, columns)
  const beside = (sign: 1 | -1) =>
    part * magnitude[index + sign * diagonal]! + (1 - part) * magnitude[index + sign * straight]!
  return beside(1) <= magnitude[index]! && beside(-1) <= magnitude[index]!
}

/** Strong candidates, and those that a chain of neighbors ties to one (hysteresis). */
function connected(candidates: GrayValues): GrayValues {
  const edges = new Float32Array(PIXELS)
  const open = [...candidates.keys()].filter(index => candidates[index]! >= high)
  for (let index = open.pop(); index !== undefined; index = open.pop()) {
    if (edges[index] === 1) continue
    edges[index] = 1
    for (const row of [-SIDE, 0, SIDE])
      for (const column of [-1, 0, 1]) if (candidates[index + row + column]! > 0) open.push(index + row + column)
  }
  return edges
}
