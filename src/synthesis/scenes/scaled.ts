import type { Box } from '../../reading/picture.js'
import type { GlyphPlace } from './glyphs.js'

/** The same place with more or fewer pixels. */
export function scaledPlace({ x, y, size }: GlyphPlace, scale: number): GlyphPlace {
  return { x: x * scale, y: y * scale, size: size * scale }
}

/** The same box with more or fewer pixels. */
export function scaledBox({ x, y, width, height }: Box, scale: number): Box {
  return { x: x * scale, y: y * scale, width: width * scale, height: height * scale }
}
