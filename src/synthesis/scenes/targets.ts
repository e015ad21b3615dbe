import type { Box } from '../../reading/picture.js'
import { centerOf, NONE, SIZES, STRIDE, UNIT } from '../../reading/places.js'
import { NO_CLASS } from '../../task.js'
import type { SceneDigit } from './scene.js'
import { shareWithin } from './shareWithin.js'

/** What the finder is to say of each place of a field. */
export interface PlaceTargets {
  /** A digit, `NONE`, or `NO_CLASS` where nothing is asked: [places × places]. */
  readonly labels: Uint8Array
  /** 1 where there is a box, then offset and size in units: [5 × places × places]. */
  readonly boxes: Float32Array
}

/**
 * Tells for each place of a square field what is there. A digit is at the places near its middle; around them nothing is asked, nor at
 * digits whose size lies beside the range, or of which a fifth is cut off.
 */
export function placeTargets(digits: readonly (SceneDigit & { readonly view: Box })[], side: number): PlaceTargets {
  const places = side / STRIDE
  const labels = new Uint8Array(places * places).fill(NONE)
  const boxes = new Float32Array(5 * places * places)
  const distances = new Float32Array(places * places).fill(Number.POSITIVE_INFINITY)
  for (const { digit, box, view } of digits) {
    const size = Math.max(box.width, box.height)
    if (size < SIZES.ignoredFrom || size > SIZES.ignoredTo) continue
    const asked = size >= SIZES.least && size <= SIZES.most && shareWithin(box, view) > 0.8
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
  return { labels, boxes }
}
