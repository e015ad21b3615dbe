import { expect, test } from 'vitest'
import { randomStream } from '../../../src/random.js'
import { drawStrokes, emptyCanvas } from '../../../src/synthesis/pen.js'
import { standsOut } from '../../../src/synthesis/scenes/legible.js'

const box = { x: 10, y: 10, width: 20, height: 20 }

/** A line on paper of gray level 0.8, so much darker, in noise of a deviation. */
function lineOf(contrast: number, noise: number) {
  const ink = emptyCanvas(40, 40)
  drawStrokes(
    ink,
    [
      [
        { x: 12, y: 12 },
        { x: 28, y: 28 },
      ],
    ],
    { width: 3 },
  )
  const random = randomStream(1, 'noise')
  const grayLevels = emptyCanvas(40, 40)
  for (let at = 0; at < grayLevels.data.length; at++)
    grayLevels.data[at] = 0.8 - contrast * ink.data[at]! + noise * random.normal()
  return { ink, grayLevels }
}

test.each([
  ['a dark line', 0.6, 0, true],
  ['a pale line on clean paper', 0.06, 0, true],
  ['a line of no contrast', 0.01, 0, false],
  ['a dark line in little noise', 0.6, 0.05, true],
  ['a pale line in as much noise', 0.05, 0.1, false],
])('%s: whether it stands out', (_, contrast, noise, expected) => {
  const { ink, grayLevels } = lineOf(contrast, noise)
  expect(standsOut(ink, grayLevels, box)).toBe(expected)
})

test('where no ink lies, none stands out', () => {
  const { grayLevels } = lineOf(0.6, 0)
  expect(standsOut(emptyCanvas(40, 40), grayLevels, box)).toBe(false)
})
