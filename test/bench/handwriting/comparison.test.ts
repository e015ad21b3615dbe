import { expect, test } from 'vitest'
import { compareAnswers, describeComparison } from '../../../bench/handwriting/comparison.js'
import { mcnemar } from '../../../src/evaluation/mcnemar.js'
import { answered } from './answers.js'

/** Answers `1` to so many pictures of a 1, and otherwise what is said, the first picture first. */
const answers = (...all: (string | null)[]) =>
  all.map((answer, index) => answered('1', answer, { file: `drawn/1_${index}.png` }))

test('pictures are paired by file and question, whatever their order', () => {
  const before = answers('1', '7', null, '1', '7')
  const after = answers('1', '1', '1', '7', '2').toReversed()
  const [comparison, ...others] = compareAnswers(before, after)
  expect(others).toEqual([])
  expect(comparison).toMatchObject({ set: 'drawn', pictures: 5, right: [2, 3], refused: [1, 0] })
  expect(comparison!.better.map(({ after: { file } }) => file)).toEqual(['drawn/1_1.png', 'drawn/1_2.png'])
  expect(comparison!.worse.map(({ before, after }) => [before.answer, after.answer])).toEqual([['1', '7']])
  expect(comparison!.pValue).toBe(mcnemar(1, 2).pValue)
})

test('what only one of them was asked is left out', () => {
  const [comparison] = compareAnswers(answers('1', '7'), answers('1'))
  expect(comparison).toMatchObject({ pictures: 1, right: [1, 1], pValue: 1 })
  expect(() => compareAnswers(answers('1'), [answered('1', '1', { question: 'read' })])).toThrow('none in common')
})

test('a truth that was corrected in between is no fair comparison', () => {
  expect(() => compareAnswers(answers('1'), [answered('7', '7', { file: 'drawn/1_0.png' })])).toThrow(
    'drawn/1_0.png: expected the same truth in both results, received 1 and 7',
  )
})

test('each set and each question is compared for itself', () => {
  const of = (answer: string | null) => [
    answered(null, answer, { set: 'empty', file: 'a' }),
    answered(null, answer, { set: 'empty', file: 'a', question: 'read' }),
  ]
  const comparisons = compareAnswers([...answers('1'), ...of('5')], [...answers('1'), ...of(null)])
  expect(comparisons.map(({ set, question, better }) => [set, question, better.length])).toEqual([
    ['drawn', 'predict', 0],
    ['empty', 'predict', 1],
    ['empty', 'read', 1],
  ])
})

test('the first twenty of those that changed are named', () => {
  const text = describeComparison(
    compareAnswers(answers(...new Array(23).fill('7')), answers(...new Array(23).fill('1'))),
  )
  expect(text).toContain('drawn, predict: better (23)')
  expect(text.match(/1: 7 → 1/g)).toHaveLength(20)
  expect(text).toContain('and 3 more')
  expect(text).not.toContain('worse (')
  expect(text).toMatch(/drawn +predict +23 +0\.0 +100\.0 +23 +0 +<0\.0001 +0\.0 +0\.0/)
})

test('lines of a page are told on one line', () => {
  const page = (answer: string | null) => [answered('12\n34', answer, { question: 'read' })]
  expect(describeComparison(compareAnswers(page(null), page('12\n34')))).toContain('12 / 34: nothing → 12 / 34')
})
