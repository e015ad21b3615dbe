import type { Box } from '../../reading/picture.js'
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
    if (size < SIZES.ignoredFrom || size > SIZES.ignoredTo) continue
    const asked = isLegible && size >= SIZES.least && size <= SIZES.most && shareWithin(box, view) > 0.8
    const [cx, cy] = [box.x + box.width / 2, box.y + box.height / 2]
    const near = Math.max(0.17 * size, 2.9)
    for (let row = 0, at = 0; row < places; row++)
      for (let column = 0; column < places; column++, at++) {
        const [dx, dy] = [cx - centerOf(column), cy - centerOf(row)]
        const distance = Math.hypot(dx, dy)
        if (distance > 0.38 * size) continue
        if (!asked || distance > near) {
          if (labels[at] === NONE) labels[at] = NO_CLASS
          continue
        }
        if (distance >= distances[at]!) continue
        distances[at] = distance
        labels[at] = digit
        const told = [1, dx / UNIT, dy / UNIT, box.width / UNIT, box.height / UNIT]
        for (const [channel, value] of told.entries()) boxes[channel * places * places + at] = value
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
  const places = side / STRIDE
  const labels = new Uint8Array(places * places).fill(NO_SEPARATOR)
  for (const { separator, box, size, view } of separators) {
    if (size < SIZES.ignoredFrom || size > SIZES.ignoredTo) continue
    const asked = size >= SIZES.least && size <= SIZES.most && shareWithin(box, view) > 0.8
    const [cx, cy] = [box.x + box.width / 2, box.y + box.height / 2]
    for (let row = 0, at = 0; row < places; row++)
      for (let column = 0; column < places; column++, at++) {
        const [dx, dy] = [cx - centerOf(column), cy - centerOf(row)]
        const distance = Math.hypot(dx, dy)
        if (distance > 0.3 * size) continue
        const tells = asked && distance <= Math.max(0.14 * size, 2.9)
        if (!tells) {
          if (labels[at] === NO_SEPARATOR) labels[at] = NO_CLASS
          continue
        }
        labels[at] = signs.indexOf(separator)
        if (boxes[at] === 1) continue
        const told = [1, dx / UNIT, dy / UNIT, box.width / UNIT, box.height / UNIT]
        for (const [channel, value] of told.entries()) boxes[channel * places * places + at] = value
      }
  }
  return labels
}
