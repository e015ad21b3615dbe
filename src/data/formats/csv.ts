import papaparse from 'papaparse'
import { DataError } from '../../errors.js'
import type { NamedBytes } from '../digits.js'
import { asPixels, squareShape } from '../own/numbers.js'
import type { OwnImages } from '../own/ownImages.js'

const labelNames = ['label', 'labels', 'class', 'y', 'target', 'digit']

/**
 * Reads a table of images: a row for each, the class in the column `label` (or `class`, `y`, `target`, `digit`), or else in the first, and a
 * pixel in every other column. A line of names above is not needed. Pixels are 0–255, or 0–1.
 *
 * @throws {DataError} that names the line, what was expected and what was received
 */
export function parseCsv({ name, bytes }: NamedBytes): OwnImages {
  const answers: string[] = []
  const rows: Float32Array[] = []
  let label = 0
  let line = 0
  let columns: number | undefined
  papaparse.parse<string[]>(new TextDecoder().decode(bytes), {
    skipEmptyLines: 'greedy',
    step({ data }) {
      line++
      if (line === 1 && data.slice(1).some(cell => Number.isNaN(Number(cell)))) {
        label = Math.max(
          0,
          data.findIndex(cell => labelNames.includes(cell.trim().toLowerCase())),
        )
        columns = data.length
        return
      }
      columns ??= data.length
      if (data.length !== columns)
        throw new DataError(`${name}: expected ${columns} columns, received ${data.length} in line ${line}`)
      const [answer] = data.splice(label, 1)
      const pixels = Float32Array.from(data, Number)
      const wrong = pixels.findIndex(value => !(value >= 0 && value <= 255))
      if (wrong >= 0)
        throw new DataError(
          `${name}: expected pixels from 0 to 255, received ${data[wrong] || 'nothing'} in line ${line}`,
        )
      answers.push(answer!.trim())
      rows.push(pixels)
    },
  })
  if (rows.length === 0) throw new DataError(`${name}: expected a line for each image, received none`)
  const size = columns! - 1
  const values = new Float32Array(rows.length * size)
  for (const [row, pixels] of rows.entries()) values.set(pixels, row * size)
  return { imageShape: squareShape(name, size), images: asPixels(name, values), answers }
}
