import type { Box } from '../handwriting/picture.js'
import { median } from './lines.js'
import { overlapOf } from './sightings.js'

/** Digits less likely than this are none. */
const LEAST = 0.2
/** Boxes that share more than this, of both or of the smaller one, are of the same digit. */
const [OF_UNION, OF_SMALLER] = [0.3, 0.5]
/** Digits of one picture are not so much smaller or larger than most of them. */
const [SMALLEST, LARGEST] = [0.4, 2.2]

/**
 * Chooses, of all places that may show a digit, those that do: where two overlap, the surer one.
 *
 * @returns most sure first
 */
export function chooseDigits<D extends { readonly box: Box; readonly confidence: number }>(places: readonly D[]): D[] {
  const chosen: D[] = []
  for (const place of places.toSorted((a, b) => b.confidence - a.confidence)) {
    if (place.confidence < LEAST) break
    const isFree = chosen.every(other => {
      const { union, smaller } = overlapOf(place.box, other.box)
      return union <= OF_UNION && smaller <= OF_SMALLER
    })
    if (isFree) chosen.push(place)
  }
  const usual = median(chosen.map(({ box }) => sizeOf(box)))
  return chosen.filter(({ box }) => sizeOf(box) > SMALLEST * usual && sizeOf(box) < LARGEST * usual)
}

function sizeOf({ width, height }: Box): number {
  return Math.max(width, height)
}
