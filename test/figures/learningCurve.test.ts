import { describe, expect, test } from 'vitest'
import { comparisonFigure } from '../../src/figures/comparison.js'
import { curvesFigure } from '../../src/figures/curves.js'
import { axisValues, type MeasuredCurve, measureLines, smooth } from '../../src/figures/learningCurve.js'

/** Two epochs of 200 steps, with four looks at validation examples in each. */
const history = [1, 2].map(epoch => ({
  epoch,
  trainLoss: 0.4 / epoch,
  trainAccuracy: 1 - 0.1 / epoch,
  validationLoss: 0.1 / epoch,
  validationAccuracy: 1 - 0.02 / epoch,
}))
const measured = (epoch: number, noise: number) => ({
  epoch,
  loss: 2.3 * Math.exp(-4 * epoch) + 0.1 + noise / 50,
  accuracy: 0.98 - 0.9 * Math.exp(-4 * epoch) + noise / 100,
})
const curve: MeasuredCurve = {
  training: Array.from({ length: 400 }, (_, step) => measured((step + 1) / 200, (step % 3) - 1)),
  validation: Array.from({ length: 8 }, (_, look) => measured((look + 1) / 4, 0)),
  validationCount: 1000,
}

/** How many points each line of a color has, in the order that they are drawn. */
const lengths = (svg: string, color: string) =>
  [...svg.matchAll(/<path d="([^"]*)" fill="none" stroke="([^"]*)"/g)]
    .filter(match => match[2] === color)
    .map(match => match[1]!.split('L').length)

describe('with a learning curve', () => {
  const svg = curvesFigure(history, { curve })

  test('two epochs have more than two points: training pale and smoothed, validation with its looks', () => {
    expect(lengths(svg, '#c44e00').filter(length => length > 2)).toEqual([400, 400, 400, 400])
    expect(lengths(svg, '#0072b2').filter(length => length > 2)).toEqual([8, 8])
    expect(svg.match(/stroke-opacity="0.3"/g)).toHaveLength(2)
    expect(svg).not.toMatch(/NaN|Infinity|undefined/)
  })

  test('dots mark what all validation examples showed, and that is what stands at the end', () => {
    expect(svg.match(/<circle/g)).toHaveLength(2 * (2 + 1)) // and one in each legend
    for (const value of ['99.00 %', '0.0500']) expect(svg).toContain(`>${value}<`)
    expect(svg).toContain('2 epochs; validation: the line of the first 1,000 images, the dots of all')
  })

  test('the epochs are counted from 0', () => {
    expect([...svg.matchAll(/text-anchor="middle"[^>]*>(\d+)</g)].map(match => match[1])).toEqual([
      '0',
      '1',
      '2',
      '0',
      '1',
      '2',
    ])
  })

  test('the axes show what follows the first tenth of the training', () => {
    const lines = Object.values(measureLines(history, curve, 'loss'))
    expect(Math.max(...curve.training.map(({ loss }) => loss!))).toBeGreaterThan(2)
    expect(Math.max(...axisValues(lines))).toBeLessThan(1.3)
    expect(axisValues(lines).length).toBeGreaterThan(360)
  })

  test('a comparison draws the validation lines of all', () => {
    const both = comparisonFigure([
      { name: 'A', history, curve },
      { name: 'B', history },
    ])
    expect(lengths(both, '#0072b2').filter(length => length > 2)).toEqual([8, 8])
  })

  test('an empty one, as of a training from an older checkpoint, is as none', () => {
    expect(curvesFigure(history, { curve: { training: [], validation: [], validationCount: 0 } })).toBe(
      curvesFigure(history),
    )
  })
})

describe('smoothing', () => {
  const line = (values: readonly number[]) => values.map((value, index) => ({ epoch: index / 10, value }))

  test('leaves a straight line as it is, but for its ends', () => {
    const points = line(Array.from({ length: 300 }, (_, index) => 5 - index / 100))
    for (const [index, { epoch, value }] of smooth(points).slice(20, -20).entries()) {
      expect(epoch).toBe(points[index + 20]!.epoch)
      expect(value).toBeCloseTo(points[index + 20]!.value, 12)
    }
  })

  test('takes most of the noise', () => {
    const noisy = line(Array.from({ length: 300 }, (_, index) => (index % 2) - 0.5))
    for (const { value } of smooth(noisy).slice(20, -20)) expect(Math.abs(value)).toBeLessThan(0.001)
  })

  test('leaves a few points as they are', () => {
    const points = line([3, 1, 2])
    expect(smooth(points)).toEqual(points)
  })
})
