import { DataError } from '../../errors.js'
import { imageSize } from '../../task.js'
import type { ReadPart } from '../dataset.js'
import { expectDigitsOf } from '../digits.js'
import { decompressBzip2 } from './bzip2.js'

/**
 * Images as LIBSVM writes them, compressed with bzip2: a line for each, the class from 1 on, then `index:value` for each pixel from 1
 * on, values in [-1, 1]. A pixel that is left out is 0, halfway between paper and ink.
 */
export const readLibsvmPart: ReadPart = ({ images: file }, _, { task }) => {
  const { name } = file
  const lines = new TextDecoder()
    .decode(decompressBzip2(file))
    .split('\n')
    .filter(line => line.trim() !== '')
  const size = imageSize(task)
  const images = new Uint8Array(lines.length * size).fill(byteOf(0))
  const labels = new Uint8Array(lines.length)
  for (const [row, line] of lines.entries()) {
    const [label, ...pairs] = line.trim().split(/\s+/)
    const answer = Number(label)
    if (!(Number.isInteger(answer) && answer >= 1 && answer <= task.classes.length))
      throw new DataError(
        `${name}: expected a class from 1 to ${task.classes.length}, received ${label} in line ${row + 1}`,
      )
    labels[row] = answer - 1
    for (const pair of pairs) {
      const [index, value] = pair.split(':').map(Number) as [number, number]
      if (!(index >= 1 && index <= size && value >= -1 && value <= 1))
        throw new DataError(
          `${name}: expected pixels 1 to ${size} with values in [-1, 1], received ${pair} in line ${row + 1}`,
        )
      images[row * size + index - 1] = byteOf(value)
    }
  }
  const digits = { count: lines.length, images, labels }
  expectDigitsOf(task, digits, name)
  return digits
}

/** As torchvision has it, rounded instead of cut off. */
const byteOf = (value: number) => Math.round(((value + 1) / 2) * 255)
