import type { Digits } from '../../data/digits.js'
import { type Random, uniformBetween } from '../../random.js'
import type { Polarity } from '../../reading/crop.js'
import type { Box, Plane } from '../../reading/picture.js'
import { resample } from '../../reading/resample.js'
import { blur } from '../blur.js'
import { doodleStrokes } from '../doodles.js'
import { letterStrokes } from '../letters.js'
import { type Canvas, emptyCanvas } from '../pen.js'
import { scribbleStrokes } from '../scribbles.js'
import { signStrokes } from '../signs.js'
import { wordStrokes } from '../words.js'
import { drawDigit, drawGlyph, type GlyphPlace, type Hand, randomHand } from './glyphs.js'
import { compress } from './jpeg.js'
import { exposed, type PageLook, photographPage, randomPage } from './page.js'

/** A digit of a scene, and where it lies in its pixels. */
export interface SceneDigit {
  readonly digit: number
  readonly box: Box
}

/** A picture with its truth. */
export interface Scene {
  /** Tones 0–1. */
  readonly tones: Plane
  readonly digits: readonly SceneDigit[]
  /** Where words, letters, signs and scribbles lie. */
  readonly others: readonly Box[]
  /** Whether ink is darker than paper, or brighter. */
  readonly polarity: Polarity
}

/**
 * Draws a picture of handwritten digits, with what lies around them, as a canvas, a scanner or a camera would have it.
 *
 * @param training digits of real people: of MNIST's training images
 * @param side the most pixels along a side
 * @example drawScene(training, randomStream(seed, 'scene', index))
 */
export function drawScene(training: Pick<Digits, 'images' | 'labels' | 'count'>, random: Random, side = 96): Scene {
  const between = uniformBetween(random)
  // Drawn with fewer or more pixels than it is shown with, as a small or a large picture is.
  const density = Math.exp(between(Math.log(0.55), Math.log(1.6)))
  const canvas = emptyCanvas(Math.ceil(side * density), Math.ceil(side * density))
  const layout = layOut(random, side)
  const hand = randomHand(random, density * (layout.places[0]?.size ?? 20))
  const others = drawClutter(canvas, layout, hand, random, density, side)
  const digits = layout.places.map(place => {
    const scaled = { x: place.x * density, y: place.y * density, size: place.size * density }
    const { digit, box } = drawDigit(canvas, training, scaled, hand, random)
    return { digit, box: scaledBox(box, 1 / density) }
  })
  const page = clearOf(
    digits.map(({ box }) => scaledBox(box, density)),
    randomPage(random, canvas.width, hand.pen.opacity * Math.min(1, hand.pen.width)),
    canvas,
  )
  const tones = photographPage(canvas, page, random)
  for (let pass = random.uniform() < 0.3 ? 1 + random.integer(2) : 0; pass > 0; pass--) blur(tones)
  exposed(tones, page.noise, random)
  if (random.uniform() < 0.2) compress(tones, between(0.01, 0.12) * Math.max(0.3, page.paper - page.ink))
  const polarity = random.uniform() < 0.35 ? 'bright' : 'dark'
  if (polarity === 'bright') for (let at = 0; at < tones.data.length; at++) tones.data[at] = 1 - tones.data[at]!
  const view = viewOf(layout, digits, random, side)
  return {
    polarity,
    tones: resample(tones, view.width, view.height, scaledBox(view, density)),
    digits: digits.map(({ digit, box }) => ({ digit, box: within(view, box) })),
    others: others.map(box => within(view, scaledBox(box, 1 / density))),
  }
}

interface Layout {
  readonly kind: 'one' | 'line' | 'page' | 'scatter' | 'none'
  readonly places: readonly GlyphPlace[]
}

function layOut(random: Random, side: number): Layout {
  const between = uniformBetween(random)
  const logBetween = (low: number, high: number) => Math.exp(between(Math.log(low), Math.log(high)))
  // Most digits have a size at which they are to be found: a net learns little from the others.
  const sizeUpTo = (most: number) =>
    Math.min(random.uniform() < 0.7 ? between(13, 28) : logBetween(10, most), 0.9 * side)
  const kind = random.uniform()
  if (kind < 0.3) {
    const size = sizeUpTo(0.8 * side)
    const room = Math.max(0, side - size) / 2
    const place = () => side / 2 + room * between(-1, 1)
    return { kind: 'one', places: [{ x: place(), y: place(), size }] }
  }
  if (kind < 0.76) {
    const rows = kind < 0.64 ? 1 : 2 + random.integer(4)
    const size = sizeUpTo(rows === 1 ? 40 : 26)
    const [gap, slope, unsteady] = [between(0.55, 1.3), 0.06 * random.normal(), between(0, 0.12)]
    const spacing = size * between(1.15, 2.2)
    const [left, top] = [between(0, 1.2) * size, side / 2 - (spacing * (rows - 1)) / 2 + between(-0.5, 0.5) * size]
    const [most, width] = [1 + random.integer(9), size * gap]
    const places: GlyphPlace[] = []
    for (let row = 0; row < rows; row++)
      for (let column = 0; column < most; column++) {
        const x = left + column * width + size * unsteady * random.normal()
        const y = top + row * spacing + slope * x + size * unsteady * random.normal()
        if (x > side + size || y > side + size || random.uniform() < 0.04) continue
        places.push({ x, y, size: size * Math.exp(unsteady * random.normal()) })
      }
    return { kind: rows === 1 ? 'line' : 'page', places }
  }
  if (kind < 0.88) {
    const places: GlyphPlace[] = []
    for (let tries = 1 + random.integer(10); tries > 0; tries--) {
      const place = { x: between(0, side), y: between(0, side), size: sizeUpTo(45) }
      const free = places.every(
        other => Math.hypot(place.x - other.x, place.y - other.y) > 0.55 * (place.size + other.size),
      )
      if (free) places.push(place)
    }
    return { kind: 'scatter', places }
  }
  return { kind: 'none', places: [] }
}

/** The same page, but its table begins beside the digits. */
function clearOf(boxes: readonly Box[], page: PageLook, { width, height }: Canvas): PageLook {
  const { table } = page
  if (!table) return page
  const [cos, sin] = [Math.cos(table.angle), Math.sin(table.angle)]
  const ends = boxes.flatMap(box =>
    [box.x, box.x + box.width].flatMap(x =>
      [box.y, box.y + box.height].map(y => (x - width / 2) * cos + (y - height / 2) * sin),
    ),
  )
  return { ...page, table: { ...table, offset: Math.max(table.offset, ...ends) } }
}

/** Which part of the scene the picture shows: all, or what lies near the ink, or just the ink. */
function viewOf({ kind }: Layout, digits: readonly SceneDigit[], random: Random, side: number): Box {
  const whole = { x: 0, y: 0, width: side, height: side }
  const tight = kind === 'one' ? 0.9 : kind === 'line' ? 0.6 : 0.2
  if (digits.length === 0 || random.uniform() > tight) return whole
  const left = Math.min(...digits.map(({ box }) => box.x))
  const top = Math.min(...digits.map(({ box }) => box.y))
  const right = Math.max(...digits.map(({ box }) => box.x + box.width))
  const bottom = Math.max(...digits.map(({ box }) => box.y + box.height))
  const size = Math.max(8, bottom - top)
  const loose = random.uniform() < 0.4 ? 0.03 : 0.8
  const margin = () => size * loose * random.uniform() - (random.uniform() < 0.2 ? 1 : 0)
  const x = Math.max(0, Math.round(left - margin()))
  const y = Math.max(0, Math.round(top - margin()))
  return {
    x,
    y,
    width: Math.max(6, Math.min(side, Math.round(right + margin())) - x),
    height: Math.max(6, Math.min(side, Math.round(bottom + margin())) - y),
  }
}

/** Draws what is no digit between the digits: words, letters, signs and scribbles. */
function drawClutter(
  canvas: Canvas,
  { kind, places }: Layout,
  hand: Hand,
  random: Random,
  density: number,
  side: number,
): Box[] {
  const boxes: Box[] = []
  const between = uniformBetween(random)
  const share = random.uniform()
  const count = kind === 'none' ? (share < 0.35 ? 0 : random.integer(9)) : share < 0.55 ? 0 : 1 + random.integer(5)
  const taken = [...places]
  const [usual, isText] = [places[0]?.size ?? between(9, 40), random.uniform() < 0.5]
  for (let tries = 2 * count; tries > 0; tries--) {
    const size = isText ? usual * between(0.7, 1.1) : Math.exp(between(Math.log(7), Math.log(60)))
    const place = { x: between(0, side), y: between(0, side), size }
    const isFree = taken.every(
      ({ x, y, size: other }) => Math.hypot(place.x - x, place.y - y) > 0.62 * (other + 0.9 * size),
    )
    if (!isFree) continue
    taken.push(place)
    const own = random.uniform() < 0.7 ? hand : randomHand(random, size * density)
    const what = random.uniform()
    const strokes =
      what < 0.2
        ? wordStrokes(random)
        : what < 0.5
          ? letterStrokes(random)
          : what < 0.65
            ? signStrokes(random)
            : what < 0.85
              ? doodleStrokes(random)
              : scribbleStrokes(random)
    const scaled = { x: place.x * density, y: place.y * density, size: size * density }
    boxes.push(drawGlyph(canvas, strokes, scaled, own, random))
  }
  return boxes
}

/** A box in pixels of a part of the scene. */
function within(view: Box, box: Box): Box {
  return { ...box, x: box.x - view.x, y: box.y - view.y }
}

function scaledBox({ x, y, width, height }: Box, scale: number): Box {
  return { x: x * scale, y: y * scale, width: width * scale, height: height * scale }
}
