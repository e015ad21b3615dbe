import { expect, test } from 'vitest'
import { intervalsFigure } from '../../src/figures/intervals.js'
import { linePlot } from '../../src/figures/plot.js'
import { reliabilityFigure } from '../../src/figures/reliability.js'

const points = (...values: (number | null)[]) => values.map((value, index) => ({ epoch: index + 1, value }))

test('a plot has a group for each epoch, and says where its curves end', () => {
  const series = [
    { name: 'training', style: 1, points: points(1, 0.5, 0.25) },
    { name: 'validation', style: 0, points: points(null, 0.4, Number.NaN) },
  ]
  const svg = linePlot({ title: 'Loss', measure: 'loss', series, format: loss => loss.toFixed(2) })
  expect([...svg.matchAll(/data-epoch="(\d)"/g)].map(match => match[1])).toEqual(['1', '2', '3'])
  expect(svg).toContain('aria-label="Loss by epoch: training ends at 0.25, validation ends at 0.40"')
  expect(svg.match(/class="cursor series-0"/g)).toHaveLength(1)
  expect(svg).not.toMatch(/NaN|null/)
})

test('a plot without a single number is refused', () => {
  const series = [{ name: 'training', style: 1, points: points(null) }]
  expect(() => linePlot({ title: 'Loss', measure: 'loss', series, format: String })).toThrow(
    'linePlot: expected at least one finite value, received none',
  )
})

test('a reliability diagram draws the bins that hold images', () => {
  const empty = { low: 0, high: 0.5, count: 0, confidence: 0, accuracy: 0, interval95: null }
  const full = { low: 0.5, high: 1, count: 1, confidence: 0.9, accuracy: 1, interval95: [0.2, 1] as const }
  const svg = reliabilityFigure([empty, full], 'Reliability <diagram>')
  expect(svg.match(/class="bin"/g)).toHaveLength(1)
  expect(svg).toContain('1 image, 90.0 % sure on average, 100 % right')
  expect(svg).toContain('aria-label="Reliability &lt;diagram&gt;"')
})

test('intervals are drawn on one axis, even where all are the same point', () => {
  const svg = intervalsFigure([{ name: 'A', style: 0, value: 1, interval: [1, 1] }], 'Accuracy')
  expect(svg).not.toMatch(/NaN|Infinity/)
  expect(() => intervalsFigure([], 'Accuracy')).toThrow(
    'intervalsFigure: expected at least one interval, received none',
  )
})
