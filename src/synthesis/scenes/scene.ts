import type { Digits } from '../../data/digits.js'
import type { Box, Plane } from '../../handwriting/picture.js'
import type { Random } from '../../random.js'
import type { Polarity } from '../../reading/crop.js'
import { resample } from '../../reading/resample.js'
import { type Canvas, drawStrokes, emptyCanvas, smoothCurve } from '../pen.js'
import { drawDigit, type GlyphPlace, type Hand, randomHand } from './glyphs.js'
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
  const between = (low: number, high: number) => low + (high - low) * random.uniform()
  // Drawn with fewer or more pixels than it is shown with, as a small or a large picture is.
  const density = Math.exp(between(Math.log(0.55), Math.log(1.6)))
  const canvas = emptyCanvas(Math.ceil(side * density), Math.ceil(side * density))
  const hand = randomHand(random)
  const layout = layOut(random, side)
  if (random.uniform() < 0.25) drawClutter(canvas, random, density, side)
  const digits = layout.places.map(place => {
    const scaled = { x: place.x * density, y: place.y * density, size: place.size * density }
    const { digit, box } = drawDigit(canvas, training, scaled, hand, random)
    return { digit, box: scaledBox(box, 1 / density) }
  })
  if (hand.opacity < 1) for (let at = 0; at < canvas.data.length; at++) canvas.data[at]! *= hand.opacity
  const page = clearOf(
    digits.map(({ box }) => scaledBox(box, density)),
    randomPage(random, canvas.width, hand.opacity),
    canvas,
  )
  const tones = photographPage(canvas, page, random)
  for (let pass = random.uniform() < 0.3 ? 1 + random.integer(2) : 0; pass > 0; pass--) blur(tones)
  exposed(tones, page.noise, random)
  const polarity = random.uniform() < 0.35 ? 'bright' : 'dark'
  if (polarity === 'bright') for (let at = 0; at < tones.data.length; at++) tones.data[at] = 1 - tones.data[at]!
  const view = viewOf(layout, digits, random, side)
  return {
    polarity,
    tones: resample(tones, view.width, view.height, scaledBox(view, density)),
    digits: digits.map(({ digit, box }) => ({ digit, box: { ...box, x: box.x - view.x, y: box.y - view.y } })),
  }
}

interface Layout {
  readonly kind: 'one' | 'line' | 'page' | 'scatter' | 'none'
  readonly places: readonly GlyphPlace[]
}

function layOut(random: Random, side: number): Layout {
  const between = (low: number, high: number) => low + (high - low) * random.uniform()
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
  if (kind < 0.8) {
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
  if (kind < 0.94) {
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

function drawClutter(canvas: Canvas, random: Random, density: number, side: number): void {
  const between = (low: number, high: number) => low + (high - low) * random.uniform()
  for (let count = 1 + random.integer(3); count > 0; count--) {
    const [x, y, reach] = [between(0, side), between(0, side), between(5, 40)]
    const points = Array.from({ length: 2 + random.integer(8) }, () => ({
      x: density * (x + reach * between(-1, 1)),
      y: density * (y + reach * between(-1, 1)),
    }))
    drawStrokes(canvas, [random.uniform() < 0.6 ? smoothCurve(points) : points], { width: between(0.6, 4) * density })
  }
}

function scaledBox({ x, y, width, height }: Box, scale: number): Box {
  return { x: x * scale, y: y * scale, width: width * scale, height: height * scale }
}

/** A 3 × 3 mean, in place; the outermost pixels stay. */
function blur({ data, width, height }: Canvas): void {
  for (const [step, lines, along, next] of [
    [1, height, width, width],
    [width, width, height, 1],
  ] as const)
    for (let line = 0; line < lines; line++) {
      let before = data[line * next]!
      for (let i = 1; i + 1 < along; i++) {
        const at = line * next + i * step
        const here = data[at]!
        data[at] = (before + here + data[at + step]!) / 3
        before = here
      }
    }
}

export type { Hand }
