import { type Box, middleOf } from './picture.js'

/** Digits whose middles lie further apart than this share of their height are on different lines. */
const APART = 0.6
/** So many digits before one tell where its line runs. */
const BEFORE = 3
/** Neighbors in a line are no further apart than this many heights, and the line does not slant more than that. */
const [NEAR, STEEPEST] = [2.5, 0.35]
/** So many digits of other lines may stand between neighbors. */
const MOST_BETWEEN = 200
/** A slope that fewer pairs of neighbors tell may be that of the hand, and not of the page. */
const ENOUGH_PAIRS = 3

/**
 * Sorts digits into lines of writing, which may slant. What all lines slant alike is taken away first: over the width of a page it is
 * more than the distance between two lines, so that a digit far to the left would stand level with another line.
 *
 * @returns the lines from the top to the bottom, each from the left to the right
 */
export function intoLines<D extends { readonly box: Box }>(digits: readonly D[]): D[][] {
  const usual = median(digits.map(({ box }) => box.height))
  const slope = commonSlope(
    digits.map(({ box }) => box),
    usual,
  )
  const level = ({ box }: D) => middleY(box) - slope * middleX(box)
  const lines: D[][] = []
  for (const digit of [...digits].sort((a, b) => middleX(a.box) - middleX(b.box))) {
    let nearest: D[] | undefined
    let least = Number.POSITIVE_INFINITY
    for (const line of lines) {
      const last = line.at(-1)!
      const away = Math.abs(level(digit) - mean(line.slice(-BEFORE).map(level)))
      const height = Math.max(usual, Math.min(digit.box.height, last.box.height))
      if (away < APART * height && away < least) [nearest, least] = [line, away]
    }
    if (nearest) nearest.push(digit)
    else lines.push([digit])
  }
  const levels = new Map(lines.map(line => [line, mean(line.map(level))]))
  return lines.sort((a, b) => levels.get(a)! - levels.get(b)!)
}

/** How many pixels a line falls for each to the right: the median over neighbors, each digit and the next on its right. */
function commonSlope(boxes: readonly Box[], height: number): number {
  const sorted = [...boxes].sort((a, b) => middleX(a) - middleX(b))
  const slopes = sorted.flatMap((box, index) => {
    for (const other of sorted.slice(index + 1, index + 1 + MOST_BETWEEN)) {
      const [dx, dy] = [middleX(other) - middleX(box), middleY(other) - middleY(box)]
      if (dx > NEAR * height) break
      if (dx > 0 && Math.abs(dy) <= STEEPEST * dx) return dy / dx
    }
    return []
  })
  return slopes.length < ENOUGH_PAIRS ? 0 : median(slopes)
}

export function median(values: readonly number[]): number {
  return [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length
}

const middleX = (box: Box) => middleOf(box)[0]
const middleY = (box: Box) => middleOf(box)[1]
