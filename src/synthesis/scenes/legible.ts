import type { Box, Plane } from '../../reading/picture.js'
import type { Canvas } from '../pen.js'

/** Ink from which a pixel counts as written on, and up to which as bare. */
const [WRITTEN, BARE] = [0.5, 0.05]
/** How far ink must lie from what is bare: gray levels 0–1, and deviations of what is bare. */
const [GRAY_LEVELS, DEVIATIONS] = [8 / 255, 0.9]

/**
 * Whether ink stands out from what lies around it. What nobody can see is not to be learned.
 *
 * @param grayLevels the picture, as large as the canvas
 */
export function standsOut(ink: Canvas, grayLevels: Plane, { x, y, width, height }: Box): boolean {
  const [written, bare] = [
    { count: 0, sum: 0, squares: 0 },
    { count: 0, sum: 0, squares: 0 },
  ]
  const most = strongest(ink, x, y, width, height)
  for (let row = Math.max(0, Math.floor(y) - 1); row < Math.min(ink.height, y + height + 1); row++)
    for (let column = Math.max(0, Math.floor(x) - 1); column < Math.min(ink.width, x + width + 1); column++) {
      const at = row * ink.width + column
      const of = ink.data[at]! >= WRITTEN * most ? written : ink.data[at]! <= BARE ? bare : null
      if (!of) continue
      const gray = grayLevels.data[at]!
      of.count++
      of.sum += gray
      of.squares += gray * gray
    }
  if (written.count === 0) return false
  if (bare.count < 4) return true
  const mean = bare.sum / bare.count
  const deviation = Math.sqrt(Math.max(0, bare.squares / bare.count - mean * mean))
  return Math.abs(written.sum / written.count - mean) > Math.max(GRAY_LEVELS, DEVIATIONS * deviation)
}

function strongest(ink: Canvas, x: number, y: number, width: number, height: number): number {
  let most = 1e-3
  for (let row = Math.max(0, Math.floor(y)); row < Math.min(ink.height, y + height); row++)
    for (let column = Math.max(0, Math.floor(x)); column < Math.min(ink.width, x + width); column++)
      most = Math.max(most, ink.data[row * ink.width + column]!)
  return most
}
