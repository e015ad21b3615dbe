import { logUniformBetween, type Random, uniformBetween } from '../../random.js'
import { type Separator, separators } from '../../reading/places.js'
import type { GlyphPlace } from './glyphs.js'

/** What a scene is to show: one digit, a number, a page of them, some here and there, or none. */
export interface Layout {
  readonly kind: 'one' | 'line' | 'page' | 'scatter' | 'clutter' | 'drawing' | 'letter' | 'texture'
  readonly places: readonly GlyphPlace[]
  /** Signs that part its digits, each in the place of a digit. */
  readonly separators: readonly (GlyphPlace & { readonly separator: Separator })[]
  /** Where the one thing lies that is no digit, of a drawing or a letter. */
  readonly subject?: GlyphPlace
}

/** @param side of the scene in pixels */
export function layOut(random: Random, side: number): Layout {
  const between = uniformBetween(random)
  const logBetween = logUniformBetween(random)
  // Most digits have a size at which they are to be found: a net learns little from the others.
  const sizeUpTo = (most: number) =>
    Math.min(random.uniform() < 0.7 ? between(13, 28) : logBetween(10, most), 0.9 * side)
  const kind = random.uniform()
  const alone = (): GlyphPlace => {
    const size = sizeUpTo(0.8 * side)
    const room = Math.max(0, side - size) / 2
    return { x: side / 2 + room * between(-1, 1), y: side / 2 + room * between(-1, 1), size }
  }
  if (kind < 0.26) return { kind: 'one', places: [alone()], separators: [] }
  if (kind < 0.67) {
    const rows = kind < 0.55 ? 1 : 2 + random.integer(4)
    const size = sizeUpTo(rows === 1 ? 40 : 26)
    const [gap, slope, unsteady] = [between(0.55, 1.3), 0.06 * random.normal(), between(0, 0.12)]
    const spacing = size * between(1.15, 2.2)
    const [left, top] = [between(0, 1.2) * size, side / 2 - (spacing * (rows - 1)) / 2 + between(-0.5, 0.5) * size]
    const [most, width] = [1 + random.integer(9), size * gap]
    const signs = random.uniform() < 0.35 ? 0.1 + 0.25 * random.uniform() : 0
    const places: GlyphPlace[] = []
    const parting: Layout['separators'][number][] = []
    for (let row = 0; row < rows; row++)
      for (let column = 0, start = left; column < most; column++) {
        const isSign = column > 0 && random.uniform() < signs
        const step = isSign ? 0.75 * width : width
        const x = start + step / 2 + size * unsteady * random.normal()
        const y = top + row * spacing + slope * x + size * unsteady * random.normal()
        start += step
        if (x > side + size || y > side + size || random.uniform() < 0.04) continue
        const place = { x, y, size: size * Math.exp(unsteady * random.normal()) }
        if (isSign) parting.push({ ...place, separator: separators[random.integer(separators.length)]! })
        else places.push(place)
      }
    return { kind: rows === 1 ? 'line' : 'page', places, separators: parting }
  }
  if (kind < 0.76) {
    const places: GlyphPlace[] = []
    for (let tries = 1 + random.integer(10); tries > 0; tries--) {
      const place = { x: between(0, side), y: between(0, side), size: sizeUpTo(45) }
      const free = places.every(
        other => Math.hypot(place.x - other.x, place.y - other.y) > 0.55 * (place.size + other.size),
      )
      if (free) places.push(place)
    }
    return { kind: 'scatter', places, separators: [] }
  }
  if (kind < 0.84) return { kind: 'letter', places: [], separators: [], subject: alone() }
  if (kind < 0.93) {
    // Of a large drawing a part is shown, as a fine look at it does.
    const size = logBetween(20, 3.5 * side)
    const reach = Math.max(0.5 * side, 0.45 * size)
    return {
      kind: 'drawing',
      places: [],
      separators: [],
      subject: { x: side / 2 + reach * between(-1, 1), y: side / 2 + reach * between(-1, 1), size },
    }
  }
  return { kind: kind < 0.96 ? 'texture' : 'clutter', places: [], separators: [] }
}
