import { expect, test } from 'vitest'
import { curvesFigure } from '../../src/figures/curves.js'
import type { EpochMeasures } from '../../src/figures/learningCurve.js'

const history = (epochs: number): EpochMeasures[] =>
  Array.from({ length: epochs }, (_, index) => ({
    epoch: index + 1,
    trainLoss: 0.3 / (index + 1),
    trainAccuracy: 1 - 0.09 / (index + 1),
    validationLoss: 0.1 / (index + 1),
    validationAccuracy: 1 - 0.04 / (index + 1),
  }))

const ticks = (svg: string) => [...svg.matchAll(/text-anchor="middle"[^>]*>(\d+)</g)].map(match => match[1])

test('the curves of three epochs look as they did', async () => {
  await expect(curvesFigure(history(3))).toMatchFileSnapshot('./__snapshots__/curves.svg')
})

test('a single epoch gives points, one whole tick and no broken number', async () => {
  const svg = curvesFigure(history(1))
  expect(ticks(svg)).toEqual(['1', '1'])
  expect(svg).toContain('1 epoch<')
  expect(svg).not.toMatch(/NaN|Infinity|undefined/)
  await expect(svg).toMatchFileSnapshot('./__snapshots__/curves-one-epoch.svg')
})

test.each([2, 7, 11, 20, 100, 1000])('the ticks of %i epochs are whole, few, and begin with the first', epochs => {
  const labels = ticks(curvesFigure(history(epochs))).map(Number)
  const one = labels.slice(0, labels.length / 2)
  expect(one[0]).toBe(1)
  expect(one.every(Number.isInteger)).toBe(true)
  expect(one.length).toBeGreaterThan(1)
  expect(one.length).toBeLessThan(8)
})

test('the last values stand at the ends of the lines', () => {
  const svg = curvesFigure(history(4))
  for (const value of ['97.75 %', '99.00 %', '0.0750', '0.0250']) expect(svg).toContain(`>${value}<`)
})

test('without validation there is no validation line', () => {
  const svg = curvesFigure(
    history(5).map(measures => ({ ...measures, validationLoss: null, validationAccuracy: null })),
  )
  expect(svg).toContain('training')
  expect(svg).not.toContain('validation')
})

test('validation measured in some epochs only is drawn through those', () => {
  const every = history(4).map(measures =>
    measures.epoch % 2 === 0 ? measures : { ...measures, validationLoss: null, validationAccuracy: null },
  )
  expect(curvesFigure(every).match(/<circle/g)).toHaveLength(2 * (2 + 1))
})

test('a diverged training is drawn without its broken numbers', () => {
  const diverged = history(3).map(measures => ({ ...measures, trainLoss: Number.NaN, validationLoss: Infinity }))
  expect(curvesFigure(diverged)).not.toMatch(/NaN|Infinity/)
})

test('lines differ by dash and marker, not by color alone', () => {
  const svg = curvesFigure(history(3))
  expect(svg).toContain('stroke-dasharray')
  expect(svg).toMatch(/<circle[^>]*fill="#0072b2"/)
  expect(svg).toMatch(/<rect[^>]*stroke="#c44e00"/)
})

test('an empty history is refused', () => {
  expect(() => curvesFigure([])).toThrow('curvesFigure: expected at least one epoch, received an empty history')
})
