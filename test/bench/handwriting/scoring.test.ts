import fc from 'fast-check'
import { expect, test } from 'vitest'
import { editDistance } from '../../../bench/handwriting/editDistance.js'
import { scoreAll, scoreSet } from '../../../bench/handwriting/scoring.js'
import { scoreTables } from '../../../bench/handwriting/tables.js'
import { wilsonInterval95 } from '../../../src/evaluation/wilson.js'
import { answered } from './answers.js'

const unknown = new Map<string, string>()

test('an edit inserts, deletes or replaces a letter', () => {
  expect(editDistance('kitten', 'sitting')).toBe(3)
  expect(editDistance('', '2026')).toBe(4)
  expect(editDistance('12\n34', '1234')).toBe(1)
})

test('the edit distance is a distance', () => {
  const digits = fc.string({ unit: fc.constantFrom('1', '2', '3'), maxLength: 8 })
  fc.assert(
    fc.property(digits, digits, digits, (a, b, c) => {
      expect(editDistance(a, b) === 0).toBe(a === b)
      expect(editDistance(a, b)).toBe(editDistance(b, a))
      expect(editDistance(a, c)).toBeLessThanOrEqual(editDistance(a, b) + editDistance(b, c))
      expect(editDistance(a, b)).toBeGreaterThanOrEqual(Math.abs(a.length - b.length))
      expect(editDistance(a, b)).toBeLessThanOrEqual(Math.max(a.length, b.length))
    }),
  )
})

test('a refusal is not right, and is left out of those answered', () => {
  const score = scoreSet([answered('1', '1'), answered('2', '7'), answered('3', null), answered('4', '4')], unknown)
  expect(score).toMatchObject({ set: 'drawn', shows: 'digits', editsPerDigit: null, byRepository: null })
  expect(score.right).toEqual({ count: 2, of: 4, share: 0.5, interval95: wilsonInterval95(2, 4) })
  expect(score.refused).toMatchObject({ count: 1, of: 4 })
  expect(score.rightOfAnswered).toMatchObject({ count: 2, of: 3 })
})

test('the calibration error is of the answers given', () => {
  const score = scoreSet(
    [
      answered('1', '1', { confidence: 0.75 }),
      answered('2', '7', { confidence: 0.75 }),
      answered('3', null, { confidence: 0.4 }),
    ],
    unknown,
  )
  expect(score.calibrationError).toBe(0.25)
  expect(scoreSet([answered('3', null)], unknown)).toMatchObject({ calibrationError: null, rightOfAnswered: null })
})

test('a number is right as a whole, and refused where a digit is not sure', () => {
  const read = { question: 'read' } as const
  const score = scoreSet(
    [
      answered('2026', '2026', read),
      answered('12\n34', '1?\n34', read),
      answered('55', null, read),
      answered('10', '100', read),
    ],
    unknown,
  )
  expect(score.shows).toBe('strings')
  expect(score.right).toMatchObject({ count: 1, of: 4 })
  expect(score.refused).toMatchObject({ count: 2 })
  // One digit replaced, two not read, one too many.
  expect(score.editsPerDigit).toBe(4 / 12)
})

test('where nothing is to be read, to refuse is right', () => {
  const score = scoreSet([answered(null, null), answered(null, '3'), answered(null, null)], unknown)
  expect(score).toMatchObject({ shows: 'nothing', right: { count: 2, of: 3 }, calibrationError: null })
})

test('each repository counts once, however many pictures are from it', () => {
  const answers = [
    answered('1', '1', { file: 'a' }),
    answered('1', '1', { file: 'b' }),
    answered('1', '1', { file: 'c' }),
    answered('1', '7', { file: 'd' }),
  ]
  const sources = new Map(Object.entries({ a: 'x', b: 'x', c: 'x', d: 'y' }))
  expect(scoreSet(answers, sources).byRepository).toEqual({ repositories: 2, right: 0.5 })
  sources.delete('d')
  expect(scoreSet(answers, sources).byRepository).toBeNull()
})

test('decoding and reading have a speed each', () => {
  const answers = [answered('1', '1'), answered('1', '1', { seconds: { decode: 0.03, read: 0 } })]
  expect(scoreSet(answers, unknown).imagesPerSecond).toEqual({ decode: 50, read: 100 })
})

test('a table for each kind of set has a row for each set and question', () => {
  const answers = [
    answered('1', '1'),
    answered('1', null),
    answered(null, '8', { set: 'empty' }),
    answered(null, null, { set: 'empty', question: 'read' }),
  ]
  const [digits, nothing, ...more] = scoreTables(scoreAll(answers, unknown))
  expect(more).toEqual([])
  expect(digits!.rows).toEqual([
    ['drawn', '2', '50.0 (9.5–90.5)', '50.0 (9.5–90.5)', '100.0 (20.7–100.0)', '0.000', '–', '100', '50.0'],
  ])
  expect(nothing!.rows.map(row => row.slice(0, 4))).toEqual([
    ['empty', '1', 'predict', '0.0 (0.0–79.3)'],
    ['empty', '1', 'read', '100.0 (20.7–100.0)'],
  ])
})
