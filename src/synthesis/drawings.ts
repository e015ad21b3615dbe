import type { Random } from '../random.js'
import { drawingData } from './drawingData.js'
import { randomHand } from './hand.js'
import { fitted } from './outlines.js'
import type { Stroke } from './pen.js'
import { evenly, type Polyline } from './polyline.js'

const [END_OF_STROKE, END_OF_DRAWING] = [254, 255]

/** Decoded when first asked for: most programs that load this draw none. */
let decoded: readonly (readonly Polyline[])[] | undefined

/** Things as lines: animals, tools, plants, houses and many others, each 240 wide at most. */
export function drawings(): readonly (readonly Polyline[])[] {
  decoded ??= decodeDrawings(drawingData)
  return decoded
}

/**
 * Draws one thing as a hand might, of which nobody would say that it is a digit.
 *
 * @returns strokes around the point (0, 0), the larger of height and width 1
 * @example drawingStrokes(randomStream(seed, 'drawing'))
 */
export function drawingStrokes(random: Random): Stroke[] {
  const all = drawings()
  const lines = all[random.integer(all.length)]!
  const strokes = lines.map(line => evenly(line, 8).map(([x, y]) => ({ x: x / 240 - 0.5, y: y / 240 - 0.5 })))
  return fitted(randomHand(random, { spread: 0.7 }).write(strokes))
}

function decodeDrawings(text: string): Polyline[][] {
  const result: Polyline[][] = []
  let [drawing, stroke]: [Polyline[], [number, number][]] = [[], []]
  const bytes = Uint8Array.from(atob(text), character => character.charCodeAt(0))
  for (let at = 0; at < bytes.length; ) {
    const byte = bytes[at]!
    if (byte === END_OF_DRAWING) {
      result.push(drawing)
      drawing = []
      at++
    } else if (byte === END_OF_STROKE) {
      drawing.push(stroke)
      stroke = []
      at++
    } else {
      stroke.push([byte, bytes[at + 1]!])
      at += 2
    }
  }
  return result
}
