import type { Digits } from '../../data/digits.js'
import type { Random } from '../../random.js'
import type { Box } from '../../reading/picture.js'
import { digitStrokes } from '../digits.js'
import type { Canvas, Stroke } from '../pen.js'
import { drawWith, type Pen, randomPen } from '../pens.js'
import { traceDigit } from '../traced.js'

/** Where a glyph comes to lie: its middle and its size, in pixels. */
export interface GlyphPlace {
  readonly x: number
  readonly y: number
  readonly size: number
}

/** How one hand writes with one pen, through a whole scene. */
export interface Hand {
  readonly pen: Pen
  readonly slant: number
  readonly aspect: number
  readonly angle: number
}

/** @param size of its digits in pixels */
export function randomHand(random: Random, size: number): Hand {
  return {
    pen: randomPen(random, size),
    slant: 0.18 * random.normal(),
    // Some pictures have been stretched to a frame.
    aspect: Math.exp(random.uniform() < 0.1 ? 1.4 * random.uniform() - 0.6 : 0.15 * random.normal()),
    angle: 0.08 * random.normal(),
  }
}

type Matrix = readonly [xx: number, xy: number, yx: number, yy: number]

/** A hand's habit, and how each digit strays from it. */
function matrixOf(hand: Hand, random: Random): Matrix {
  const angle = hand.angle + 0.08 * random.normal()
  const aspect = hand.aspect * Math.exp(0.08 * random.normal())
  const slant = hand.slant + 0.06 * random.normal()
  const [cos, sin] = [Math.cos(angle), Math.sin(angle)]
  return [cos * aspect, -cos * slant - sin, sin * aspect, cos - sin * slant]
}

/** Draws strokes that are about 1 high around (0, 0), and tells where they lie. */
export function drawGlyph(
  canvas: Canvas,
  strokes: readonly Stroke[],
  { x, y, size }: GlyphPlace,
  hand: Hand,
  random: Random,
): Box {
  const [xx, xy, yx, yy] = matrixOf(hand, random)
  const { width } = hand.pen
  let [left, right, top, bottom] = [Infinity, -Infinity, Infinity, -Infinity]
  const placed = strokes.map(stroke =>
    stroke.map(point => {
      const px = x + size * (xx * point.x + xy * point.y)
      const py = y + size * (yx * point.x + yy * point.y)
      const reach = (width / 2) * (point.pressure ?? 1)
      left = Math.min(left, px - reach)
      right = Math.max(right, px + reach)
      top = Math.min(top, py - reach)
      bottom = Math.max(bottom, py + reach)
      return { ...point, x: px, y: py }
    }),
  )
  drawWith(canvas, placed, hand.pen, random)
  return { x: left, y: top, width: right - left, height: bottom - top }
}

/** Draws an image of MNIST, larger or smaller, slanted and with thinner or thicker lines, and tells where its ink lies. */
export function drawImage(
  canvas: Canvas,
  image: Uint8Array,
  { x: cx, y: cy, size }: GlyphPlace,
  hand: Hand,
  random: Random,
): Box {
  const side = Math.sqrt(image.length)
  const scale = size / 20 // a digit of MNIST is 20 pixels high
  const [xx, xy, yx, yy] = matrixOf(hand, random).map(value => value * scale) as unknown as Matrix
  const determinant = xx * yy - xy * yx
  const threshold = 0.1 + 0.5 * random.uniform()
  const gain = Math.min(1 / (1 - threshold), 1.2) + 2 * random.uniform()
  let [left, right, top, bottom] = [Infinity, -Infinity, Infinity, -Infinity]
  for (let row = 0; row < side; row++)
    for (let column = 0; column < side; column++) {
      if (image[row * side + column]! < 128) continue
      const [u, v] = [column + 0.5 - side / 2, row + 0.5 - side / 2]
      const [px, py] = [cx + xx * u + xy * v, cy + yx * u + yy * v]
      left = Math.min(left, px)
      right = Math.max(right, px)
      top = Math.min(top, py)
      bottom = Math.max(bottom, py)
    }
  const half = 0.5 * scale
  const box = { x: left - half, y: top - half, width: right - left + 2 * half, height: bottom - top + 2 * half }
  const reach = 3 * scale + 1
  const at = (column: number, row: number) =>
    column < 0 || row < 0 || column >= side || row >= side ? 0 : image[row * side + column]! / 255
  for (let y = Math.max(0, Math.floor(top - reach)); y < Math.min(canvas.height, bottom + reach); y++)
    for (let x = Math.max(0, Math.floor(left - reach)); x < Math.min(canvas.width, right + reach); x++) {
      const [dx, dy] = [x + 0.5 - cx, y + 0.5 - cy]
      const u = (yy * dx - xy * dy) / determinant + side / 2 - 0.5
      const v = (xx * dy - yx * dx) / determinant + side / 2 - 0.5
      const [column, row] = [Math.floor(u), Math.floor(v)]
      if (column < -1 || row < -1 || column >= side || row >= side) continue
      const [fu, fv] = [u - column, v - row]
      const value =
        (1 - fv) * ((1 - fu) * at(column, row) + fu * at(column + 1, row)) +
        fv * ((1 - fu) * at(column, row + 1) + fu * at(column + 1, row + 1))
      const ink = hand.pen.opacity * Math.min(1, Math.max(0, (value - threshold) * gain + 0.1 * threshold))
      const here = y * canvas.width + x
      if (value > 0.05 && ink > canvas.data[here]!) canvas.data[here] = ink
    }
  return box
}

const TRACED = 8000
const known = new WeakMap<ArrayBufferLike, Map<number, readonly Stroke[] | null>>()

/** The strokes of an image, which are found once. */
function traced(image: Uint8Array): readonly Stroke[] | null {
  const { buffer, byteOffset } = image
  const ofBuffer = known.get(buffer) ?? new Map<number, readonly Stroke[] | null>()
  known.set(buffer, ofBuffer)
  const before = ofBuffer.get(byteOffset)
  if (before !== undefined) return before
  const strokes = traceDigit(image)
  ofBuffer.set(byteOffset, strokes)
  return strokes
}

/** Draws a digit in one of the ways that a scene knows. */
export function drawDigit(
  canvas: Canvas,
  training: Pick<Digits, 'images' | 'labels' | 'count'>,
  place: GlyphPlace,
  hand: Hand,
  random: Random,
): { readonly digit: number; readonly box: Box } {
  const way = random.uniform()
  if (way < 0.35) {
    const digit = random.integer(10)
    return { digit, box: drawGlyph(canvas, digitStrokes(digit, random), place, hand, random) }
  }
  // Tracing takes time: what is traced is drawn again and again, each time by another pen.
  const index = random.integer(way < 0.7 ? Math.min(TRACED, training.count) : training.count)
  const size = training.images.length / training.count
  const image = training.images.subarray(index * size, (index + 1) * size)
  const strokes = way < 0.7 ? traced(image) : null
  if (strokes) return { digit: training.labels[index]!, box: drawGlyph(canvas, strokes, place, hand, random) }
  return { digit: training.labels[index]!, box: drawImage(canvas, image, place, hand, random) }
}
