import { expect, test } from 'vitest'
import { MARGIN } from '../../src/reading/levels.js'
import { plane } from '../../src/reading/picture.js'
import { centerOf, NO_SEPARATOR, separators, UNIT } from '../../src/reading/places.js'
import {
  chooseSeparators,
  type SeparatorSighting,
  separatorSightings,
  withoutSlashes,
} from '../../src/reading/separators.js'

const [COLUMNS, ROWS] = [8, 6]

/** What a finder says that sees a sign of 8 × 4 pixels at one place. */
function tellingOf(sign: number, at: number, logit: number) {
  const places = COLUMNS * ROWS
  const logits = new Float32Array((NO_SEPARATOR + 1) * places)
  logits.fill(5, NO_SEPARATOR * places)
  logits[sign * places + at] = logit
  const boxes = new Float32Array(4 * places)
  boxes[2 * places + at] = 8 / UNIT
  boxes[3 * places + at] = 4 / UNIT
  return { columns: COLUMNS, rows: ROWS, classes: new Float32Array(11 * places), separators: logits, boxes }
}

test('a place that is sure of a separator tells it and its box in pixels of the picture', () => {
  const level = { scale: 0.5, field: plane(4 * COLUMNS, 4 * ROWS) }
  for (const [sign, separator] of separators.entries()) {
    const [seen, ...more] = separatorSightings(tellingOf(sign, 2 * COLUMNS + 3, 12), level)
    expect(more).toEqual([])
    expect(seen).toMatchObject({ separator, digits: { least: 28, most: 54 } })
    expect(seen!.score).toBeGreaterThan(0.99)
    expect(seen!.box.x + seen!.box.width / 2).toBeCloseTo((centerOf(3) - MARGIN) / 0.5, 4)
    expect(seen!.box.y + seen!.box.height / 2).toBeCloseTo((centerOf(2) - MARGIN) / 0.5, 4)
    expect([seen!.box.width, seen!.box.height]).toEqual([16, 8])
  }
})

test('a place that is less sure than not tells none', () => {
  const level = { scale: 1, field: plane(4 * COLUMNS, 4 * ROWS) }
  expect(separatorSightings(tellingOf(0, 9, 4.9), level)).toEqual([])
  expect(separatorSightings(tellingOf(0, 9, -3), level)).toEqual([])
})

const digit = (x: number, y = 0) => ({ box: { x, y, width: 12, height: 20 } })
const sign = (x: number, y: number, more: Partial<SeparatorSighting> = {}): SeparatorSighting => ({
  separator: '-',
  box: { x: x - 3, y: y - 1, width: 6, height: 2 },
  score: 0.9,
  digits: { least: 14, most: 27 },
  ...more,
})

test('separators between digits of a line and beside its ends are chosen, from the left to the right', () => {
  const line = [digit(0), digit(40), digit(60)]
  const chosen = chooseSeparators([sign(83, 10, { separator: '+' }), sign(26, 10)], [line])
  expect(chosen.map(({ separator, line }) => [separator, line])).toEqual([
    ['-', 0],
    ['+', 0],
  ])
})

test('separators of the second line belong to it', () => {
  const lines = [
    [digit(0), digit(40)],
    [digit(0, 40), digit(40, 40)],
  ]
  expect(chooseSeparators([sign(26, 50), sign(26, 10)], lines).map(({ line }) => line)).toEqual([0, 1])
})

test('what lies in a digit, far from all lines, or was seen at a size of other digits is no separator', () => {
  const line = [digit(0), digit(40)]
  const none = [sign(6, 10), sign(26, 60), sign(120, 10), sign(26, 10, { digits: { least: 60, most: 110 } })]
  expect(chooseSeparators(none, [line])).toEqual([])
  expect(chooseSeparators([sign(26, 10)], [])).toEqual([])
})

test('of several places that see one sign the most confident stays', () => {
  const line = [digit(0), digit(40)]
  const chosen = chooseSeparators([sign(25, 10, { score: 0.6 }), sign(27, 10, { separator: '/', score: 0.8 })], [line])
  expect(chosen.map(({ separator }) => separator)).toEqual(['/'])
})

test('a 1 that is also seen as a slash is none, unless nothing else is there', () => {
  const slash = sign(26, 10, { separator: '/' })
  const [three, one, four] = [
    { ...digit(0), digit: 3 },
    { ...digit(20), digit: 1 },
    { ...digit(40), digit: 4 },
  ]
  expect(withoutSlashes([three, one, four], [slash])).toEqual([three, four])
  expect(withoutSlashes([three, one, four], [sign(26, 10)])).toEqual([three, one, four])
  expect(withoutSlashes([one], [slash])).toEqual([one])
  expect(withoutSlashes([three, { ...one, digit: 7 }], [slash])).toHaveLength(2)
})
