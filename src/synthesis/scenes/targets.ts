import { type Box, middleOf } from '../../reading/picture.js'
import { centerOf, NO_SEPARATOR, NONE, SIZES, STRIDE, separators as signs, UNIT } from '../../reading/places.js'
import { NO_CLASS } from '../../task.js'
import type { SceneDigit, SceneSeparator } from './scene.js'
import { shareWithin } from './shareWithin.js'

/** What the finder is to say of each place of a field. */
export interface PlaceTargets {
  /** A digit, `NONE`, or `NO_CLASS` where nothing is asked: [places × places]. */
  readonly labels: Uint8Array
  /** A number of `separators`, `NO_SEPARATOR`, or `NO_CLASS` where nothing is asked: [places × places]. */
  readonly separators: Uint8Array
  /** 1 where there is a box, then offset and size in units: [5 × places × places]. */
  readonly boxes: Float32Array
}

/**
 * Tells for each place of a square field what is there. A digit is at the places near its middle; around them nothing is asked, nor at
 * digits whose size lies beside the range, of which a fifth is cut off, or that nobody can see.
 */
export function placeTargets(
  digits: readonly (SceneDigit & { readonly view: Box })[],
  separators: readonly (SceneSeparator & { readonly view: Box })[],
  side: number,
): PlaceTargets {
  const places = side / STRIDE
  const labels = new Uint8Array(places * places).fill(NONE)
  const boxes = new Float32Array(5 * places * places)
  const distances = new Float32Array(places * places).fill(Number.POSITIVE_INFINITY)
  for (const { digit, box, isLegible, view } of digits) {
    const size = Math.max(box.width, box.height)
    const reach = { asked: 0.17 * size, near: 0.38 * size }
    for (const { at, distance, isAsked } of placesAt(box, size, reach, view, side)) {
      if (!isAsked || !isLegible) {
        if (labels[at] === NONE) labels[at] = NO_CLASS
        continue
      }
      if (distance >= distances[at]!) continue
      distances[at] = distance
      labels[at] = digit
      tellBox(boxes, at, box, side)
    }
  }
  return { labels, separators: separatorTargets(separators, boxes, side), boxes }
}

/** A separator is at the places nearest to its middle, where digits beside it have their size; it tells a box where no digit does. */
function separatorTargets(
  separators: readonly (SceneSeparator & { readonly view: Box })[],
  boxes: Float32Array,
  side: number,
): Uint8Array {
  const labels = new Uint8Array((side / STRIDE) ** 2).fill(NO_SEPARATOR)
  for (const { separator, box, size, view } of separators) {
    const reach = { asked: 0.14 * size, near: 0.3 * size }
    for (const { at, isAsked } of placesAt(box, size, reach, view, side)) {
      if (!isAsked) {
        if (labels[at] === NO_SEPARATOR) labels[at] = NO_CLASS
        continue
      }
      labels[at] = signs.indexOf(separator)
      if (boxes[at] !== 1) tellBox(boxes, at, box, side)
    }
  }
  return labels
}

interface NearPlace {
  readonly at: number
  /** From the middle of the box, in pixels. */
  readonly distance: number
  readonly isAsked: boolean
}

/** A place is this near to the middle of what it is asked for at least, in pixels. */
const NEAREST = 2.9

/**
 * The places near the middle of a box: those that are asked what is there, and those around them, of which nothing is asked; none
 * where the size is far from what can be found at this level.
 *
 * @param size of the digit, or of the digits beside it
 * @param reach how far from the middle places are asked, and how far they are near
 */
function placesAt(
  box: Box,
  size: number,
  reach: { readonly asked: number; readonly near: number },
  view: Box,
  side: number,
): NearPlace[] {
  if (size < SIZES.ignoredFrom || size > SIZES.ignoredTo) return []
  const isFound = size >= SIZES.least && size <= SIZES.most && shareWithin(box, view) > 0.8
  const [x, y] = middleOf(box)
  const places = side / STRIDE
  const near: NearPlace[] = []
  for (let row = 0, at = 0; row < places; row++)
    for (let column = 0; column < places; column++, at++) {
      const distance = Math.hypot(x - centerOf(column), y - centerOf(row))
      if (distance <= reach.near)
        near.push({ at, distance, isAsked: isFound && distance <= Math.max(reach.asked, NEAREST) })
    }
  return near
}

/** Tells the offset and the size of a box at a place. */
function tellBox(boxes: Float32Array, at: number, box: Box, side: number): void {
  const places = side / STRIDE
  const [x, y] = middleOf(box)
  const [dx, dy] = [x - centerOf(at % places), y - centerOf(Math.floor(at / places))]
  const told = [1, dx / UNIT, dy / UNIT, box.width / UNIT, box.height / UNIT]
  for (const [channel, value] of told.entries()) boxes[channel * places * places + at] = value
}
