import type { Digits } from '../../data/digits.js'
import { logUniformBetween, type Random, uniformBetween } from '../../random.js'
import type { Polarity } from '../../reading/crop.js'
import type { Box, Plane } from '../../reading/picture.js'
import type { Separator } from '../../reading/places.js'
import { resample } from '../../reading/resample.js'
import { blur } from '../blur.js'
import { type Canvas, emptyCanvas } from '../pen.js'
import { separatorStrokes } from '../signs.js'
import { drawClutter, drawSubject } from './clutter.js'
import { drawEdges } from './edges.js'
import { drawDigit, drawGlyph, randomHand } from './glyphs.js'
import { compress } from './jpeg.js'
import { type Layout, layOut } from './layout.js'
import { standsOut } from './legible.js'
import { exposed, type PageLook, photographPage, randomPage, texturedPage } from './page.js'
import { scaledBox, scaledPlace } from './scaled.js'

/** A digit of a scene, and where it lies in its pixels. */
export interface SceneDigit {
  readonly digit: number
  readonly box: Box
  /** Whether it can be seen at all. */
  readonly isLegible: boolean
}

/** A sign that parts digits. */
export interface SceneSeparator {
  readonly separator: Separator
  readonly box: Box
  /** In pixels, of the digits beside it. */
  readonly size: number
}

/** A picture with its truth. */
export interface Scene {
  /** Gray levels 0–1. */
  readonly grayLevels: Plane
  readonly digits: readonly SceneDigit[]
  readonly separators: readonly SceneSeparator[]
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
  const density = logUniformBetween(random)(0.55, 1.6)
  const canvas = emptyCanvas(Math.ceil(side * density), Math.ceil(side * density))
  const layout = layOut(random, side)
  const { kind, subject } = layout
  const written = kind === 'drawing' ? between(8, 50) : (layout.places[0] ?? subject)?.size
  const hand = randomHand(random, density * (written ?? 20))
  const sheet = { canvas, density, side }
  const subjects = subject ? [drawSubject(sheet, { kind, place: subject }, hand, random)] : []
  const clutter = drawClutter(sheet, layout, hand, random)
  const others = [...subjects, ...clutter.boxes].map(box => scaledBox(box, 1 / density))
  const digits = layout.places.map(place => {
    const { digit, box } = drawDigit(canvas, training, scaledPlace(place, density), hand, random)
    return { digit, box: scaledBox(box, 1 / density), inked: box }
  })
  const parting = [...layout.separators, ...clutter.separators].map(place => {
    const strokes = separatorStrokes(place.separator, random)
    const box = drawGlyph(canvas, strokes, scaledPlace(place, density), hand, random)
    return { ...place, box: scaledBox(box, 1 / density) }
  })
  const page = clearOf(
    digits.map(({ inked }) => inked),
    kind === 'texture'
      ? texturedPage(random, canvas.width)
      : randomPage(random, canvas.width, hand.pen.opacity * Math.min(1, hand.pen.width)),
    canvas,
  )
  const grayLevels = photographPage(canvas, page, random)
  for (let pass = random.uniform() < 0.3 ? 1 + random.integer(2) : 0; pass > 0; pass--) blur(grayLevels)
  exposed(grayLevels, page.noise, random)
  if (random.uniform() < 0.2) compress(grayLevels, between(0.01, 0.12) * Math.max(0.3, page.paper - page.ink))
  const legible = digits.map(({ inked }) => standsOut(canvas, grayLevels, inked))
  const polarity = random.uniform() < 0.35 ? 'bright' : 'dark'
  if (polarity === 'bright')
    for (let at = 0; at < grayLevels.data.length; at++) grayLevels.data[at] = 1 - grayLevels.data[at]!
  const view = viewOf(layout, subject ? others.slice(0, 1) : digits.map(({ box }) => box), random, side)
  const shown = stretched(view, kind === 'one' && view.width < side ? random : null)
  const [across, down] = [shown.width / view.width, shown.height / view.height]
  const inView = (box: Box): Box => ({
    x: (box.x - view.x) * across,
    y: (box.y - view.y) * down,
    width: box.width * across,
    height: box.height * down,
  })
  const scene = {
    polarity,
    grayLevels: resample(grayLevels, shown.width, shown.height, scaledBox(view, density)),
    digits: digits.map(({ digit, box }, index) => ({ digit, box: inView(box), isLegible: legible[index]! })),
    separators: parting.map(({ separator, size, box }) => ({
      separator,
      size: size * down,
      box: inView(box),
    })),
    others: others.map(inView),
  } as const
  if (page.noise === 0 && random.uniform() < 0.12) binarize(scene.grayLevels)
  if (random.uniform() < (layout.places.length > 0 ? 0.12 : 0.25)) drawEdges(scene.grayLevels, scene.digits, random)
  return scene
}

/** A picture stretched towards a square, as those that are brought to one size often are. */
function stretched({ width, height }: Box, random: Random | null): { readonly width: number; readonly height: number } {
  if (!random || random.uniform() > 0.15) return { width, height }
  const share = random.uniform() < 0.6 ? 1 : random.uniform()
  const to = (side: number, other: number) => (side < other ? Math.round(side * (other / side) ** share) : side)
  return { width: to(width, height), height: to(height, width) }
}

/** Leaves black and white alone. */
function binarize({ data }: Plane): void {
  const [least, most] = data.reduce(([low, high], gray) => [Math.min(low, gray), Math.max(high, gray)], [1, 0])
  for (let at = 0; at < data.length; at++) data[at] = data[at]! > (least + most) / 2 ? 1 : 0
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
function viewOf({ kind }: Layout, boxes: readonly Box[], random: Random, side: number): Box {
  const whole = { x: 0, y: 0, width: side, height: side }
  const tight = kind === 'one' || kind === 'letter' ? 0.9 : kind === 'line' ? 0.6 : 0.2
  if (boxes.length === 0 || random.uniform() > tight) return whole
  const left = Math.max(0, Math.min(...boxes.map(box => box.x)))
  const top = Math.max(0, Math.min(...boxes.map(box => box.y)))
  const right = Math.min(side, Math.max(...boxes.map(box => box.x + box.width)))
  const bottom = Math.min(side, Math.max(...boxes.map(box => box.y + box.height)))
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
