import { describe, expect, test } from 'vitest'
import { type Initializer, initializerNames, initialValues } from '../../src/layers/initializers.js'
import { randomStream } from '../../src/random.js'

const [fanIn, fanOut] = [120, 40]
const draw = (initializer: Initializer, seed = 1) =>
  initialValues({ shape: [200, 100], initializer, fanIn, fanOut }, randomStream(seed, initializer))

describe('random weights have the variance and the bounds of their papers', () => {
  const variances = { glorotUniform: 2 / 160, glorotNormal: 2 / 160, heUniform: 2 / 120, heNormal: 2 / 120 }
  for (const [name, variance] of Object.entries(variances))
    test(name, () => {
      const values = draw(name as Initializer)
      const mean = values.reduce((sum, value) => sum + value, 0) / values.length
      const square = values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length
      expect(Math.abs(mean)).toBeLessThan(4 * Math.sqrt(variance / values.length))
      expect(Math.abs(square / variance - 1)).toBeLessThan(0.03)
      const bound = name.endsWith('Uniform') ? Math.sqrt(3 * variance) : (2 * Math.sqrt(variance)) / 0.87962566
      const largest = values.reduce((most, value) => Math.max(most, Math.abs(value)), 0)
      expect(largest).toBeLessThanOrEqual(bound * (1 + 1e-6))
      expect(largest).toBeGreaterThan(0.98 * bound)
    })
})

test('zeros are zeros and ones are ones', () => {
  expect(new Set(draw('zeros'))).toEqual(new Set([0]))
  expect(new Set(draw('ones'))).toEqual(new Set([1]))
})

test('the same seed draws the same weights, another seed others', () => {
  for (const name of initializerNames.filter(name => name !== 'zeros' && name !== 'ones')) {
    const first = (seed: number) => draw(name, seed).slice(0, 50)
    expect(first(1)).toEqual(first(1))
    expect(first(2)).not.toEqual(first(1))
  }
})
