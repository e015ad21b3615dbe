import type { Component } from './components.js'
import type { Box } from './picture.js'

/** Strokes that make one digit. */
export interface Glyph {
  readonly components: readonly Component[]
  /** In squares of the page. */
  readonly box: Box
  /** Sum of the ink. */
  readonly mass: number
}

/** Joins what a pen that lifted has parted: the bar of a 5, the two strokes of a 4, a line with a gap. */
export function joinStrokes(components: readonly Component[]): Glyph[] {
  const glyphs = components.map(component => glyphOf([component]))
  for (let i = 0; i < glyphs.length; i++)
    for (let j = i + 1; j < glyphs.length; j++)
      if (belongTogether(glyphs[i]!.box, glyphs[j]!.box)) {
        glyphs[i] = glyphOf([...glyphs[i]!.components, ...glyphs.splice(j, 1)[0]!.components])
        j = i // the larger glyph may reach others now
      }
  return glyphs.sort((a, b) => b.mass - a.mass)
}

export function glyphOf(components: readonly Component[]): Glyph {
  const boxes = components.map(({ box }) => box)
  const x = Math.min(...boxes.map(box => box.x))
  const y = Math.min(...boxes.map(box => box.y))
  const width = Math.max(...boxes.map(box => box.x + box.width)) - x
  const height = Math.max(...boxes.map(box => box.y + box.height)) - y
  return { components, box: { x, y, width, height }, mass: components.reduce((sum, { mass }) => sum + mass, 0) }
}

function belongTogether(a: Box, b: Box): boolean {
  const size = Math.max(a.height, b.height, a.width, b.width)
  const across = Math.max(a.x, b.x) - Math.min(a.x + a.width, b.x + b.width) // gaps; negative where they overlap
  const down = Math.max(a.y, b.y) - Math.min(a.y + a.height, b.y + b.height)
  const gap = Math.hypot(Math.max(0, across), Math.max(0, down))
  const above = -across > 0.4 * Math.min(a.width, b.width) && down < 0.3 * size
  const short = Math.min(a.height, b.height) < 0.55 * Math.max(a.height, b.height) && gap < 0.2 * size
  return above || short || gap < 0.04 * size
}
