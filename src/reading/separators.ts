import type { Level } from './levels.js'
import { median } from './lines.js'
import { type Box, middleOf } from './picture.js'
import { NO_SEPARATOR, type Separator, SIZES, separators } from './places.js'
import { type Told, toldBox } from './sightings.js'

/** A place that has seen a sign that parts digits. */
export interface SeparatorSighting {
  readonly separator: Separator
  /** In pixels of the picture. */
  readonly box: Box
  /** That it is this sign, in [0, 1]. */
  readonly score: number
  /** How large digits beside it would be at this level, in pixels of the picture. */
  readonly digits: { readonly least: number; readonly most: number }
}

/** A separator of a line of digits. */
export interface LineSeparator extends SeparatorSighting {
  readonly line: number
}

/** Places less sure than this show none. */
const LEAST = 0.5
/** Shares of a digit's height: how near places of one sign lie, how far a sign stands from its line, above, below and beside it. */
const [SAME, ABOVE, BESIDE] = [0.4, 0.8, 1]

/** Where a level shows signs that part digits. */
export function separatorSightings(told: Omit<Told, 'classes'>, level: Level): SeparatorSighting[] {
  const places = told.columns * told.rows
  const seen: SeparatorSighting[] = []
  for (let at = 0; at < places; at++) {
    const logit = (sign: number) => told.separators[sign * places + at]!
    let best = 0
    for (let sign = 1; sign <= NO_SEPARATOR; sign++) if (logit(sign) > logit(best)) best = sign
    if (best === NO_SEPARATOR) continue
    let total = 0
    for (let sign = 0; sign <= NO_SEPARATOR; sign++) total += Math.exp(logit(sign) - logit(best))
    const score = 1 / total
    if (score < LEAST) continue
    const { scale } = level
    seen.push({
      separator: separators[best]!,
      box: toldBox(told, at, level),
      score,
      digits: { least: SIZES.least / scale, most: SIZES.most / scale },
    })
  }
  return seen
}

/**
 * Leaves out of the digits of a picture each 1 that was also seen as a slash, as long as there are other digits: of 253 written 1s of
 * strangers none was.
 */
export function withoutSlashes<D extends { readonly digit: number; readonly box: Box }>(
  digits: readonly D[],
  seen: readonly SeparatorSighting[],
): readonly D[] {
  const slashes = seen.filter(({ separator }) => separator === '/')
  const kept = digits.filter(
    ({ digit, box }) =>
      digit !== 1 ||
      slashes.every(slash => {
        const [x, y] = middleOf(slash.box)
        return !isWithin(box, x, y) || Math.max(box.width, box.height) > slash.digits.most
      }),
  )
  return kept.length > 0 ? kept : digits
}

/**
 * Chooses the signs that stand in lines of digits: beside or between digits, of their size, and in none of them.
 *
 * @param lines each from the left to the right
 * @returns from the top and the left
 */
export function chooseSeparators(
  seen: readonly SeparatorSighting[],
  lines: readonly (readonly { readonly box: Box }[])[],
): LineSeparator[] {
  const digits = lines.flat()
  const usual = median(digits.map(({ box }) => Math.max(box.width, box.height)))
  const kept: LineSeparator[] = []
  const fitting = seen.filter(({ digits: { least, most } }) => usual >= least && usual <= most)
  for (const sign of fitting.toSorted((a, b) => b.score - a.score)) {
    const [x, y] = middleOf(sign.box)
    if (digits.some(({ box }) => isWithin(box, x, y))) continue
    const isKnown = ({ box }: LineSeparator) => {
      const [otherX, otherY] = middleOf(box)
      return Math.hypot(x - otherX, y - otherY) < SAME * usual
    }
    if (kept.some(isKnown)) continue
    const line = lines.findIndex(line => isBeside(line, x, y, usual))
    if (line >= 0) kept.push({ ...sign, line })
  }
  return kept.sort((a, b) => a.line - b.line || a.box.x - b.box.x)
}

/** Whether a point lies in a line of digits, or a little beside its ends. */
function isBeside(line: readonly { readonly box: Box }[], x: number, y: number, usual: number): boolean {
  let nearest = Number.POSITIVE_INFINITY
  let away = Number.POSITIVE_INFINITY
  for (const { box } of line) {
    const [middleX, middleY] = middleOf(box)
    const distance = Math.max(0, Math.abs(x - middleX) - box.width / 2)
    if (distance < nearest) [nearest, away] = [distance, Math.abs(y - middleY)]
  }
  return nearest < BESIDE * usual && away < ABOVE * usual
}

function isWithin(box: Box, x: number, y: number): boolean {
  return x > box.x && x < box.x + box.width && y > box.y && y < box.y + box.height
}
