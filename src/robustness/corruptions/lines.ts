import { type Corruption, clip01, eachPixel, type GrayValues, SIDE } from './corruption.js'

/** A point in an image, in pixels. */
interface Point {
  readonly column: number
  readonly row: number
}

/** Height above a line at which nothing is left of it, in pixels. */
const thickness = 2.3

/** A dotted line from the left edge to the right one. */
export const dottedLine: Corruption = {
  name: 'dotted_line',
  apply(image, random) {
    const [first, last] = [random.integer(SIDE - 1), random.integer(SIDE - 1)]
    const line = lineBetween({ column: 0, row: first }, { column: SIDE - 1, row: last })
    return eachPixel((_, column, index) => clip01(image[index]! + (column % 4 < 2 ? 0 : line[index]!)))
  },
}

/** Of a zigzag: half of the length of a wave, its height, and the columns where it begins and ends. */
const [halfWave, amplitude, begin, end] = [2, 2, 2, 25]

/** A zigzag line that rises or falls a little from left to right. */
export const zigzag: Corruption = {
  name: 'zigzag',
  apply(image, random) {
    const row = random.integer(SIDE - 1)
    const corners = zigzagCorners(row, random.integer(10) - 5)
    const result = image.slice()
    for (const [index, corner] of corners.slice(1).entries()) {
      const line = lineBetween(corners[index]!, corner)
      for (let i = 0; i < result.length; i++) result[i] = clip01(result[i]! + line[i]!)
    }
    return result
  },
}

/** Along an axis from (begin, row) to (end, row + rise), to whose sides the zigzag goes. */
function zigzagCorners(row: number, rise: number): Point[] {
  const angle = Math.atan(rise / (end - begin))
  const length = (end - begin) / Math.cos(angle)
  const waves = Math.floor((length - halfWave) / (2 * halfWave)) + 1
  const turns = Array.from(
    { length: waves },
    (_, i) => [(2 * i + 1) * halfWave, i % 2 === 0 ? amplitude : -amplitude] as const,
  )
  const rest = length % (2 * halfWave)
  const last = turns.at(-1)![1] / (2 * rest) // where the published code lets it end
  return [[0, 0] as const, ...turns, [length, last] as const].map(([along, aside]) => ({
    column: begin + Math.cos(angle) * along - Math.sin(angle) * aside,
    row: row + Math.sin(angle) * along + Math.cos(angle) * aside,
  }))
}

/** Ink that fades with the vertical distance to a line, and ends at the columns of both points: 1 on the line itself. */
function lineBetween(from: Point, to: Point): GrayValues {
  const slope = (to.row - from.row) / (to.column - from.column)
  const [left, right] = [Math.floor(from.column), Math.ceil(to.column)]
  return eachPixel((row, column) => {
    if (column < left || column >= right) return 0
    const distance = Math.abs(row - (from.row + slope * (column - from.column)))
    return distance >= thickness ? 0 : Math.max(0, 1 + Math.log(1 - distance / thickness))
  })
}
