import { expect, test } from 'vitest'
import { loadReader } from '../../src/node/reader.js'
import type { Box } from '../../src/reading/picture.js'
import { overlapOf } from '../../src/reading/sightings.js'
import { drawWriting } from '../fixtures/pictures.js'

// Where the reader says that digits are, against where the strokes were put.

const reader = await loadReader(undefined, { threads: 1 })
const writing = drawWriting(1)

/** Of how many boxes more than half of what both cover is common. */
function shareFound(found: readonly (Box | undefined)[], boxes: readonly Box[]): number {
  return boxes.filter(box => found.some(each => each && overlapOf(each, box).union > 0.5)).length / boxes.length
}

test('the box of a digit is where it was written, on any paper and at any size', async () => {
  const digits = writing.filter(({ kind }) => kind === 'digit')
  const found: (Box | undefined)[] = []
  for (const { picture } of digits) found.push((await reader.classify(picture.data, picture.width, picture.height)).box)
  const off = digits.filter(({ boxes }, index) => shareFound([found[index]], boxes) < 1)
  expect(off.length, off.map(({ name }) => name).join(' ')).toBeLessThanOrEqual(0.05 * digits.length)
})

test('the boxes of a number are those of its digits', async () => {
  const numbers = writing.filter(({ kind }) => kind === 'number')
  let share = 0
  for (const { picture, boxes } of numbers) {
    const { digits, unread } = await reader.readNumber(picture.data, picture.width, picture.height)
    share += shareFound([...digits.map(({ box }) => box), ...unread], boxes) / numbers.length
    for (const { x, y, width, height } of digits.map(({ box }) => box)) {
      expect(Math.min(x, y)).toBeGreaterThanOrEqual(0)
      expect(x + width).toBeLessThanOrEqual(picture.width)
      expect(y + height).toBeLessThanOrEqual(picture.height)
    }
  }
  expect(share).toBeGreaterThan(0.9)
})
