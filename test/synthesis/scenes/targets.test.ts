import fc from 'fast-check'
import { expect, test } from 'vitest'
import { boxAt, NO_SEPARATOR, NONE, SIZES, STRIDE } from '../../../src/reading/places.js'
import { placeTargets } from '../../../src/synthesis/scenes/targets.js'
import { NO_CLASS } from '../../../src/task.js'
import { difference } from '../../reading/planes.js'

const SIDE = 96
const PLACES = SIDE / STRIDE
const view = { x: 0, y: 0, width: SIDE, height: SIDE }

/** The numbers that a place is to tell of its box: whether there is one, its offset and its size. */
const toldAt = (boxes: Float32Array, place: number) =>
  Array.from({ length: 5 }, (_, channel) => boxes[channel * PLACES * PLACES + place]!)

test('places near the middle of a digit tell it and its very box, and those around are not asked', () => {
  const anyDigit = fc.record({
    digit: fc.integer({ min: 0, max: 9 }),
    x: fc.double({ min: 10, max: 50, noNaN: true }),
    y: fc.double({ min: 10, max: 50, noNaN: true }),
    width: fc.double({ min: 5, max: 20, noNaN: true }),
    height: fc.double({ min: SIZES.least, max: SIZES.most, noNaN: true }),
  })
  fc.assert(
    fc.property(anyDigit, ({ digit, ...box }) => {
      const { labels, boxes } = placeTargets([{ digit, box, view, isLegible: true }], [], SIDE)
      expect([...new Set(labels)].every(label => [digit, NONE, NO_CLASS].includes(label))).toBe(true)
      const tell = [...labels.keys()].filter(place => labels[place] === digit)
      expect(tell.length).toBeGreaterThan(0)
      for (const place of tell) {
        const [isBox, ...told] = toldAt(boxes, place)
        expect(isBox).toBe(1)
        const back = boxAt(place % PLACES, Math.floor(place / PLACES), told as [number, number, number, number])
        expect(difference(Object.values(back), Object.values(box))).toBeLessThan(1e-3)
      }
      for (const place of labels.keys())
        if (labels[place] !== digit) expect(toldAt(boxes, place)).toEqual([0, 0, 0, 0, 0])
    }),
  )
})

test('digits beside the range of sizes, or cut off, are not asked for, and far smaller or larger ones are none', () => {
  const labelsOf = (size: number, x = 40) =>
    new Set(
      placeTargets([{ digit: 5, box: { x, y: 40, width: size / 2, height: size }, view, isLegible: true }], [], SIDE)
        .labels,
    )
  expect(labelsOf(SIZES.least - 1)).toEqual(new Set([NONE, NO_CLASS]))
  expect(labelsOf(SIZES.most + 3)).toEqual(new Set([NONE, NO_CLASS]))
  expect(labelsOf(SIZES.ignoredFrom - 1)).toEqual(new Set([NONE]))
  expect(labelsOf(SIZES.ignoredTo + 1)).toEqual(new Set([NONE]))
  expect(labelsOf(20, -4)).toEqual(new Set([NONE, NO_CLASS]))
})

test('a place between two digits tells the nearer one', () => {
  const at = (x: number, digit: number) => ({ digit, box: { x, y: 30, width: 18, height: 20 }, view, isLegible: true })
  const { labels } = placeTargets([at(20, 3), at(24, 8)], [], SIDE)
  const row = labels.subarray(10 * PLACES, 11 * PLACES)
  // Their middles lie at 29 and 33 pixels, those of the places at 30 and 34.
  expect([...row].filter(label => label < NONE)).toEqual([3, 8])
})

test('a separator is told at its middle where digits beside it have their size, and has a box where no digit has one', () => {
  const of = (size: number) => ({ separator: '-' as const, box: { x: 36, y: 45, width: 8, height: 2 }, size, view })
  const { separators, labels, boxes } = placeTargets([], [of(20)], SIDE)
  const tell = [...separators.keys()].filter(place => separators[place] === 0)
  expect(tell.length).toBeGreaterThan(0)
  for (const place of tell) {
    const [isBox, ...told] = toldAt(boxes, place)
    expect(isBox).toBe(1)
    const back = boxAt(place % PLACES, Math.floor(place / PLACES), told as [number, number, number, number])
    expect(difference(Object.values(back), [36, 45, 8, 2])).toBeLessThan(1e-3)
    expect(labels[place]).toBe(NONE)
  }
  expect(new Set(placeTargets([], [of(SIZES.most + 3)], SIDE).separators)).toEqual(new Set([NO_SEPARATOR, NO_CLASS]))
  expect(new Set(placeTargets([], [of(SIZES.ignoredTo + 1)], SIDE).separators)).toEqual(new Set([NO_SEPARATOR]))
})
