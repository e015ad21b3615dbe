import { cutOut } from './cut.js'
import { type Glyph, joinStrokes } from './glyphs.js'
import type { Box, Picture, Stage } from './picture.js'
import { findStrokes } from './strokes.js'

/** One digit of a number in the form of MNIST. */
export interface PreparedGlyph {
  /** Bytes 0–255, ink bright: [28 × 28]. */
  readonly image: Uint8Array
  /** Where it lies, in pixels of the picture. */
  readonly box: Box
  /** Its line of writing, from 0 at the top. */
  readonly line: number
}

/** The digits of a number, line by line and from left to right. */
export interface PreparedNumber {
  readonly glyphs: readonly PreparedGlyph[]
  /** What each step made of the picture; empty unless asked for. */
  readonly stages: readonly Stage[]
}

/**
 * Finds the digits of a written number, which may have several lines, and brings each into the form of MNIST.
 *
 * @param options.stages whether to keep what each step made, to be shown. Default: false
 * @throws Error where the data do not fit width and height
 * @example const { glyphs } = prepareNumber({ data: pixels, width: 800, height: 600 })
 */
export function prepareNumber(picture: Picture, options: { readonly stages?: boolean } = {}): PreparedNumber {
  const stages: Stage[] = []
  const kept = options.stages ? stages : undefined
  const strokes = findStrokes(picture, kept)
  if (!strokes) return { glyphs: [], stages }
  const lines = intoLines(joinStrokes(strokes.components))
  const glyphs = lines.flatMap((glyphs, line) =>
    glyphs.flatMap(glyph => {
      const { image, box } = cutOut(strokes, glyph)
      return image ? [{ image, box, line }] : []
    }),
  )
  return { glyphs, stages }
}

/** Lines from the top, each from the left: a glyph belongs to the line whose last glyph is beside it. */
function intoLines(glyphs: readonly Glyph[]): Glyph[][] {
  const lines: Glyph[][] = []
  for (const glyph of [...glyphs].sort((a, b) => a.box.x - b.box.x)) {
    const line = lines.find(line => {
      const { box } = line.at(-1)!
      const shared = Math.min(box.y + box.height, glyph.box.y + glyph.box.height) - Math.max(box.y, glyph.box.y)
      return shared > 0.4 * Math.min(box.height, glyph.box.height)
    })
    if (line) line.push(glyph)
    else lines.push([glyph])
  }
  return lines.sort((a, b) => a[0]!.box.y - b[0]!.box.y)
}
