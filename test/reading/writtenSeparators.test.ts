import { expect, test } from 'vitest'
import { loadReader } from '../../src/node/reader.js'
import { randomStream } from '../../src/random.js'
import type { Separator } from '../../src/reading/places.js'
import { digitStrokes } from '../../src/synthesis/digits.js'
import { emptyCanvas } from '../../src/synthesis/pen.js'
import { drawGlyph, randomHand } from '../../src/synthesis/scenes/glyphs.js'
import { separatorStrokes } from '../../src/synthesis/signs.js'

const SIZE = 60

/** A number in one hand, black on white. */
function written(text: string, seed: number) {
  const random = randomStream(seed, 'number', text)
  const canvas = emptyCanvas(70 * text.length + 80, 160)
  const hand = randomHand(random, SIZE)
  let x = SIZE
  for (const sign of text) {
    const isDigit = /\d/.test(sign)
    const strokes = isDigit ? digitStrokes(Number(sign), random) : separatorStrokes(sign as Separator, random)
    drawGlyph(canvas, strokes, { x: isDigit ? x : x - 6, y: 80, size: SIZE }, hand, random)
    x += isDigit ? 58 : 40
  }
  return { ...canvas, data: Uint8Array.from(canvas.data, ink => Math.round(255 * (1 - ink))) }
}

test('signs between digits are part of a number that is read, and are reported where they lie', async () => {
  const reader = await loadReader(undefined, { threads: 1 })
  let [exact, count] = [0, 0]
  for (const text of ['12.50', '555-1234', '3/4', '7+8', '1,299'])
    for (let seed = 0; seed < 5; seed++, count++) {
      const { data, width, height } = written(text, seed)
      const reading = await reader.readNumber(data, width, height)
      if (reading.text !== text) continue
      exact++
      const signs = [...text].filter(sign => /\D/.test(sign))
      expect(reading.separators.map(({ separator }) => separator)).toEqual(signs)
      for (const { box, confidence, line } of reading.separators) {
        expect(confidence).toBeGreaterThan(0.5)
        expect(line).toBe(0)
        expect(Math.max(box.width, box.height)).toBeLessThan(2 * SIZE)
      }
    }
  expect(exact / count).toBeGreaterThan(0.6)
})
