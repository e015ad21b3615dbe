import { type Component, findComponents, type Labels } from './components.js'
import { quantile } from './filters.js'
import { inkOf, type Page } from './ink.js'
import { normaliseDigit } from './normalise.js'
import type { Box, Plane } from './picture.js'

/** Strokes that make one digit. */
export interface Glyph {
  readonly components: readonly Component[]
  /** In squares of the page. */
  readonly box: Box
}

/** Finds what is written, with nothing too small or too pale to be. */
export function findStrokes(page: Page): { labels: Labels; components: Component[] } {
  const found = findComponents(page.ink, Math.max(0.08, page.noise))
  const large = Math.max(...found.components.map(({ mass }) => mass), 0)
  return {
    labels: found.labels,
    components: found.components.filter(({ mass, area }) => mass > large * 0.05 && area > 3),
  }
}

export function boxAround(boxes: readonly Box[]): Box {
  const x = Math.min(...boxes.map(box => box.x))
  const y = Math.min(...boxes.map(box => box.y))
  const width = Math.max(...boxes.map(box => box.x + box.width)) - x
  return { x, y, width, height: Math.max(...boxes.map(box => box.y + box.height)) - y }
}

/** Cuts a glyph out of the picture and brings it into the form of MNIST; also gives its box in pixels of the picture. */
export function cutOut(page: Page, labels: Labels, glyph: Glyph): { image: Uint8Array | null; box: Box; ink: Plane } {
  const { factor, picture } = page
  const [x, y] = [Math.max(0, glyph.box.x - 2) * factor, Math.max(0, glyph.box.y - 2) * factor]
  const box = {
    x,
    y,
    width: Math.min(picture.width, (glyph.box.x + glyph.box.width + 2) * factor) - x,
    height: Math.min(picture.height, (glyph.box.y + glyph.box.height + 2) * factor) - y,
  }
  const fine = Math.max(1, Math.floor(Math.max(box.width, box.height) / 100))
  const ink = inkOf(page, fine, box)
  const own = new Set(glyph.components.map(({ label }) => label))
  const { width, height } = page.ink
  const mine = (column: number, row: number) => {
    for (let v = Math.max(0, row - 1); v <= Math.min(height - 1, row + 1); v++)
      for (let u = Math.max(0, column - 1); u <= Math.min(width - 1, column + 1); u++)
        if (own.has(labels[v * width + u]!)) return true
    return false
  }
  for (let row = 0; row < ink.height; row++)
    for (let column = 0; column < ink.width; column++)
      if (!mine(Math.floor((x + (column + 0.5) * fine) / factor), Math.floor((y + (row + 0.5) * fine) / factor)))
        ink.data[row * ink.width + column] = 0
  const full = quantile(
    ink.data.filter(value => value > Math.max(0.08, page.noise)),
    0.9,
  )
  const least = page.noise > 0.05 ? Math.min(page.noise, full / 3) : 0
  for (let i = 0; i < ink.data.length; i++)
    ink.data[i] = Math.min(1, Math.max(0, (ink.data[i]! - least) / (full - least)))
  return { image: normaliseDigit(ink), box, ink }
}
