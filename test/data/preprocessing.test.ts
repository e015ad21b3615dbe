import fc from 'fast-check'
import { expect, test } from 'vitest'
import { normalize, oneHot, standardize } from '../../src/data/preprocessing.js'

test('normalizing brings 0–255 to [0, 1] and keeps the order', () => {
  const pixels = Uint8Array.from({ length: 256 }, (_, index) => index)
  const values = normalize(pixels)
  expect(values[0]).toBe(0)
  expect(values[255]).toBe(1)
  expect([...values].every((value, index) => index === 0 || value > values[index - 1]!)).toBe(true)
  expect([...values].map(value => Math.round(value * 255))).toEqual([...pixels])
})

test('standardizing by their own mean and deviation gives values mean 0 and deviation 1', () => {
  const values = Float32Array.of(1, 2, 3, 4)
  const standardized = standardize(values, { mean: 2.5, deviation: Math.sqrt(1.25) })
  expect(standardized.reduce((sum, value) => sum + value, 0)).toBeCloseTo(0)
  expect(standardized.reduce((sum, value) => sum + value ** 2, 0) / 4).toBeCloseTo(1)
  expect([...values]).toEqual([1, 2, 3, 4])
})

test('without statistics those of MNIST are used', () => {
  expect(standardize(Float32Array.of(0, 1))[0]).toBeCloseTo(-0.4242, 4)
  expect(standardize(Float32Array.of(0, 1))[1]).toBeCloseTo(2.8215, 4)
})

test('a deviation that cannot divide is refused', () => {
  expect(() => standardize(Float32Array.of(1), { deviation: 0 })).toThrow(
    'deviation: expected a finite number above 0, received 0',
  )
  expect(() => standardize(Float32Array.of(1), { mean: Number.NaN })).toThrow('mean: expected')
})

test('each row of one-hot labels has a single 1, at the label', () => {
  fc.assert(
    fc.property(fc.uint8Array({ max: 9 }), labels => {
      const rows = oneHot(labels, 10)
      expect(rows).toHaveLength(labels.length * 10)
      labels.forEach((label, index) => {
        const row = [...rows.subarray(index * 10, index * 10 + 10)]
        expect(row.indexOf(1)).toBe(label)
        expect(row.reduce((sum, value) => sum + value, 0)).toBe(1)
      })
    }),
  )
})

test('a label outside the classes is refused with its place', () => {
  expect(() => oneHot(Uint8Array.of(0, 3), 3)).toThrow('labels: expected labels in [0, 3), received 3 at index 1')
  expect(() => oneHot(Uint8Array.of(0), 0)).toThrow('classes: expected a whole number from 1, received 0')
})
