import type { Glyph } from './glyphs.js'
import { inkWithin } from './ink.js'
import { normaliseDigit } from './normalise.js'
import type { Box, Plane } from './picture.js'
import type { Strokes } from './strokes.js'

/** Pixels along the longer side of a glyph that is cut out, at least, where the picture has them. */
const FINE = 80

/** A glyph, cut out of its picture. */
export interface Cut {
  /** In the form of MNIST: bytes 0–255, [height × width]; null where no ink is left. */
  readonly image: Uint8Array | null
  /** Where it lies, in pixels of the picture. */
  readonly box: Box
  /** The ink 0–1 within the box, with none of its neighbours'. */
  readonly ink: Plane
}

/** Cuts a glyph out of the picture, at the picture's own resolution, and brings it into the form of MNIST. */
export function cutOut({ page, ink, labels, full }: Strokes, glyph: Glyph): Cut {
  const { factor, picture } = page
  const { width, height } = ink.contrast
  const [x, y] = [Math.max(0, glyph.box.x - 2) * factor, Math.max(0, glyph.box.y - 2) * factor]
  const box = {
    x,
    y,
    width: Math.min(picture.width, (glyph.box.x + glyph.box.width + 2) * factor) - x,
    height: Math.min(picture.height, (glyph.box.y + glyph.box.height + 2) * factor) - y,
  }
  const fine = Math.max(1, Math.floor(Math.max(box.width, box.height) / FINE))
  const cut = inkWithin(page, ink, fine, box)
  const own = new Set(glyph.components.map(({ label }) => label))
  const mine = new Uint8Array(width * height)
  for (let row = glyph.box.y; row < glyph.box.y + glyph.box.height; row++)
    for (let column = glyph.box.x; column < glyph.box.x + glyph.box.width; column++)
      if (own.has(labels[row * width + column]!))
        for (let v = Math.max(0, row - 1); v <= Math.min(height - 1, row + 1); v++)
          for (let u = Math.max(0, column - 1); u <= Math.min(width - 1, column + 1); u++) mine[v * width + u] = 1
  const least = page.ground === null ? Math.min(ink.noise, full / 4) : 0
  for (let row = 0, at = 0; row < cut.height; row++)
    for (let column = 0; column < cut.width; column++, at++) {
      const here =
        Math.floor((y + (row + 0.5) * fine) / factor) * width + Math.floor((x + (column + 0.5) * fine) / factor)
      cut.data[at] = mine[here] ? Math.min(1, Math.max(0, (cut.data[at]! - least) / (full - least))) : 0
    }
  return { image: normaliseDigit(cut), box, ink: cut }
}
