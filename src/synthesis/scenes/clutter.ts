import { logUniformBetween, type Random, uniformBetween, weightedChoice } from '../../random.js'
import type { Box } from '../../reading/picture.js'
import { separators as separatorSigns } from '../../reading/places.js'
import { doodleStrokes } from '../doodles.js'
import { drawingStrokes } from '../drawings.js'
import { letterStrokes } from '../letters.js'
import type { Canvas, Stroke } from '../pen.js'
import { scribbleStrokes } from '../scribbles.js'
import { signStrokes } from '../signs.js'
import { turnedDigitStrokes } from '../turnedDigits.js'
import { wordStrokes } from '../words.js'
import { drawGlyph, type GlyphPlace, type Hand, randomHand } from './glyphs.js'
import type { Layout } from './layout.js'
import { scaledPlace } from './scaled.js'

type Kinds = readonly (readonly [weight: number, write: (random: Random) => Stroke[]])[]

const clutterKinds: Kinds = [
  [18, wordStrokes],
  [30, letterStrokes],
  [6, turnedDigitStrokes],
  [14, signStrokes],
  [8, drawingStrokes],
  [12, doodleStrokes],
  [12, scribbleStrokes],
]

const letterKinds: Kinds = [
  [8, letterStrokes],
  [2, turnedDigitStrokes],
]

const drawingKinds: Kinds = [
  [45, drawingStrokes],
  [35, doodleStrokes],
  [10, wordStrokes],
  [10, scribbleStrokes],
]

/** Where a scene is drawn: a canvas, and how many of its pixels make one of the scene, which has so many along a side. */
export interface Sheet {
  readonly canvas: Canvas
  readonly density: number
  readonly side: number
}

/**
 * Draws what is no digit between the digits: words, letters, signs, things and scribbles.
 *
 * @returns their boxes, in pixels of the canvas, and the separators that are still to be drawn
 */
export function drawClutter({ canvas, density, side }: Sheet, layout: Layout, hand: Hand, random: Random) {
  const { kind, places, subject } = layout
  const boxes: Box[] = []
  const separators: Layout['separators'][number][] = []
  const between = uniformBetween(random)
  const share = random.uniform()
  const count = kind === 'clutter' ? 1 + random.integer(9) : share < 0.55 ? 0 : 1 + random.integer(5)
  const taken = [...places, ...layout.separators, ...(subject ? [subject] : [])]
  const [usual, isText] = [places[0]?.size ?? between(9, 40), random.uniform() < 0.5]
  for (let tries = 2 * count; tries > 0; tries--) {
    const size = isText ? usual * between(0.7, 1.1) : logUniformBetween(random)(7, 60)
    const place = { x: between(0, side), y: between(0, side), size }
    const isFree = taken.every(
      ({ x, y, size: other }) => Math.hypot(place.x - x, place.y - y) > 0.62 * (other + 0.9 * size),
    )
    if (!isFree) continue
    taken.push(place)
    const own = random.uniform() < 0.7 ? hand : randomHand(random, size * density)
    if (random.uniform() > 0.95) {
      separators.push({ ...place, separator: separatorSigns[random.integer(separatorSigns.length)]! })
      continue
    }
    const [, write] = weightedChoice(clutterKinds, random)
    boxes.push(drawGlyph(canvas, write(random), scaledPlace(place, density), own, random))
  }
  return { boxes, separators }
}

/**
 * Draws the one thing that a scene without digits shows.
 *
 * @returns its box, in pixels of the canvas
 */
export function drawSubject(
  { canvas, density }: Sheet,
  { kind, place }: { readonly kind: Layout['kind']; readonly place: GlyphPlace },
  hand: Hand,
  random: Random,
): Box {
  const [, write] = weightedChoice(kind === 'letter' ? letterKinds : drawingKinds, random)
  return drawGlyph(canvas, write(random), scaledPlace(place, density), hand, random)
}
