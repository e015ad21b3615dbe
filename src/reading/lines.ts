import type { Box } from './picture.js'

/** Digits whose middles lie further apart than this share of their height are on different lines. */
const APART = 0.6
/** So many digits before one tell where its line runs. */
const BEFORE = 3

/**
 * Sorts digits into lines of writing, which may slant.
 *
 * @returns the lines from the top to the bottom, each from the left to the right
 */
export function intoLines<D extends { readonly box: Box }>(digits: readonly D[]): D[][] {
  const usual = median(digits.map(({ box }) => box.height))
  const lines: D[][] = []
  for (const digit of [...digits].sort((a, b) => middleX(a.box) - middleX(b.box))) {
    let nearest: D[] | undefined
    let least = Number.POSITIVE_INFINITY
    for (const line of lines) {
      const last = line.at(-1)!
      const away = Math.abs(middleY(digit.box) - heightOf(line.slice(-BEFORE)))
      const height = Math.max(usual, Math.min(digit.box.height, last.box.height))
      if (away < APART * height && away < least) [nearest, least] = [line, away]
    }
    if (nearest) nearest.push(digit)
    else lines.push([digit])
  }
  return lines.sort((a, b) => heightOf(a) - heightOf(b))
}

export function median(values: readonly number[]): number {
  return [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0
}

function heightOf(digits: readonly { readonly box: Box }[]): number {
  return digits.reduce((sum, { box }) => sum + middleY(box), 0) / digits.length
}

const middleX = ({ x, width }: Box) => x + width / 2
const middleY = ({ y, height }: Box) => y + height / 2
