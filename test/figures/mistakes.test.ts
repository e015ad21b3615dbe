import { expect, test } from 'vitest'
import { mistakesFigure } from '../../src/figures/mistakes.js'
import { madeUpDigits } from './digits.js'

const digits = madeUpDigits([3, 1, 4, 1, 5])
const mistakes = [
  { index: 1, truth: 7, prediction: 1, confidence: 0.6 },
  { index: 4, truth: 3, prediction: 5, confidence: 0.9 },
]

test('two mistakes look as they did', async () => {
  await expect(mistakesFigure({ ...digits, mistakes })).toMatchFileSnapshot('./__snapshots__/mistakes.svg')
})

test('the most confident mistakes come first, and no more than the limit', () => {
  const drawn = (limit: number) =>
    [...mistakesFigure({ ...digits, mistakes }, { limit }).matchAll(/<title>image (\d)/g)].map(match => match[1])
  expect(drawn(24)).toEqual(['4', '1'])
  expect(drawn(1)).toEqual(['4'])
  expect(mistakesFigure({ ...digits, mistakes }, { limit: 1 })).toContain('1 of 2 mistakes among 5 images')
})

test('a mistake says what was read, how sure, the truth and which image', () => {
  const svg = mistakesFigure({ ...digits, mistakes })
  for (const words of ['read 5', '90.0 %', 'truth 3', '#4']) expect(svg).toContain(`>${words}<`)
})

test('no mistakes at all give a figure that says so', () => {
  const svg = mistakesFigure({ ...digits, mistakes: [] })
  expect(svg).toContain('No mistakes among 5 images.')
  expect(svg).not.toMatch(/NaN|Infinity|="-/)
})

test('the mistakes that were handed in stay in their order', () => {
  const before = structuredClone(mistakes)
  mistakesFigure({ ...digits, mistakes })
  expect(mistakes).toEqual(before)
})

test('a mistake that names no image is refused', () => {
  const wrong = [{ index: 5, truth: 1, prediction: 2, confidence: 0.5 }]
  expect(() => mistakesFigure({ ...digits, mistakes: wrong })).toThrow(
    'mistakesFigure: expected an index in [0, 5), received 5',
  )
})
