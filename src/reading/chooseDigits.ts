import type { Box } from './picture.js'
import { overlapOf } from './sightings.js'

/** Places of less support than the first are no digit, and of less than the second nothing at all; see docs/reading.md. */
const [LEAST, DOUBTFUL] = [0.5, 0.45]
/** Places may only be digits where one of them has so much support: where no place is beyond doubt, none is a digit. */
const CERTAIN = 0.89
/** Boxes that share more than this, of both or of the smaller one, are of the same digit. */
const [OF_UNION, OF_SMALLER] = [0.3, 0.5]
/** Digits of one picture are of about one size: not so much smaller or larger. */
const [SMALLEST, LARGEST] = [0.5, 2]
/** What is even smaller or larger than this is no digit that was left out, but grain of the paper, or a whole drawing. */
const [SPECK, DRAWING] = [1 / 3, 3]
/** Sizes no further apart than by this factor speak for each other. */
const ALIKE = 1.5

/** A place that may show a digit. */
export interface Place {
  readonly box: Box
  /** What speaks for it, in [0, 1]. */
  readonly support: number
}

/** Which places show digits, and which may and were left out. */
export interface Choice<P extends Place> {
  readonly digits: readonly P[]
  readonly unread: readonly P[]
}

/**
 * Chooses, of all places that may show a digit, those that do: where two overlap, the one of which more speaks. Two thresholds, as
 * edges have them in Canny 1986 (A computational approach to edge detection): what is doubtful counts beside what is certain.
 *
 * @returns best supported first; `unread` are those that overlap none of the digits, and have too little support, or are somewhat smaller or larger
 */
export function chooseDigits<P extends Place>(places: readonly P[]): Choice<P> {
  const free: P[] = []
  for (const place of places.toSorted((a, b) => b.support - a.support)) {
    if (place.support < DOUBTFUL) break
    if (free.every(other => !isSame(place.box, other.box))) free.push(place)
  }
  const likely = free.filter(({ support }) => support >= LEAST)
  const usual = usualSize(likely)
  const isWithin = ({ box }: P, smallest: number, largest: number) =>
    sizeOf(box) > smallest * usual && sizeOf(box) < largest * usual
  const alike = likely.filter(place => isWithin(place, SMALLEST, LARGEST))
  const digits = alike.some(({ support }) => support >= CERTAIN) ? alike : []
  const unread = free.filter(place => !digits.includes(place) && (usual === 0 || isWithin(place, SPECK, DRAWING)))
  return { digits, unread }
}

/** The size that the most confident digits have about them. */
function usualSize(places: readonly Place[]): number {
  let [usual, most] = [0, 0]
  for (const { box } of places) {
    const size = sizeOf(box)
    const alike = places.filter(other => {
      const ratio = sizeOf(other.box) / size
      return ratio > 1 / ALIKE && ratio < ALIKE
    })
    const weight = alike.reduce((sum, { support }) => sum + support ** 2, 0)
    if (weight > most) [usual, most] = [size, weight]
  }
  return usual
}

function isSame(a: Box, b: Box): boolean {
  const { union, smaller } = overlapOf(a, b)
  return union > OF_UNION || smaller > OF_SMALLER
}

function sizeOf({ width, height }: Box): number {
  return Math.max(width, height)
}
