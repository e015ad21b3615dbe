import { expect, test } from 'vitest'
import { classCountsFigure } from '../../src/figures/classCounts.js'

const counts = [5923, 6742, 5958, 6131, 5842, 5421, 5918, 6265, 5851, 5949]

test('the counts of MNIST look as they did', async () => {
  await expect(classCountsFigure(counts)).toMatchFileSnapshot('./__snapshots__/class-counts.svg')
})

test('every class says its count, and the subtitle the total', () => {
  const svg = classCountsFigure([1200, 0], { classes: ['yes', 'no'] })
  expect(svg).toContain('<title>yes: 1,200</title>')
  expect(svg).toContain('<title>no: 0</title>')
  expect(svg).toContain('>1,200 images; ')
})

test('no images at all give no broken number', () => {
  expect(classCountsFigure([0, 0])).not.toMatch(/NaN|Infinity/)
})

test('what is no count is refused', () => {
  expect(() => classCountsFigure([])).toThrow('classCountsFigure: expected at least one class, received none')
  expect(() => classCountsFigure([1, -1])).toThrow(
    'classCountsFigure: expected whole numbers from 0, received -1 for class 1',
  )
  expect(() => classCountsFigure([1], { classes: [] })).toThrow('classCountsFigure: expected 1 class names, received 0')
})
