import { expect, test } from 'vitest'
import { parallelCoordinates } from '../../src/figures/parallelCoordinates.js'
import { axisScale } from '../../src/figures/scatter.js'

const names = ['learningRate', 'beta1', 'beta2', 'warmup', 'labelSmoothing', 'batchSize', 'held-out accuracy (%)']

test('names of axes that are near each other stand in different rows', () => {
  const axes = names.map(name => ({ name, low: 0, high: 1 }))
  const svg = parallelCoordinates(axes, [], 'axes')
  const rows = names.map(name => {
    const [, y] = new RegExp(`y="([\\d.]+)"[^>]*>${name.replace(/[()]/g, '\\$&')}<`).exec(svg) ?? []
    return Number(y)
  })
  for (let axis = 2; axis < names.length; axis++)
    expect(new Set(rows.slice(axis - 2, axis + 1)).size, `${names[axis]}`).toBe(3)
})

test('ticks have as many decimals as tell them apart', () => {
  const scale = axisScale({ name: 'accuracy (%)', low: 99.14, high: 99.31 })
  const written = scale.ticks.map(scale.format)
  expect(new Set(written).size).toBe(written.length)
  expect(written).toContain('99.20')
})

test('an axis of one value tells it whole', () => {
  const scale = axisScale({ name: 'accuracy (%)', low: 99.283, high: 99.283 })
  expect(scale(99.283)).toBe(0.5)
  expect(scale.ticks.map(scale.format)).toContain('99.283')
})
