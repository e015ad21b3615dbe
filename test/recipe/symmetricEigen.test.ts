import fc from 'fast-check'
import { expect, test } from 'vitest'
import { symmetricEigen } from '../../src/recipe/symmetricEigen.js'

const symmetric = fc.integer({ min: 1, max: 8 }).chain(size =>
  fc
    .array(fc.double({ min: -10, max: 10, noNaN: true }), { minLength: size * size, maxLength: size * size })
    .map(values => ({
      size,
      matrix: Float64Array.from(values, (_, i) => values[i]! + values[(i % size) * size + Math.floor(i / size)]!),
    })),
)

test('a matrix is the sum of its eigenvectors, each by itself and its eigenvalue, which fall', () => {
  fc.assert(
    fc.property(symmetric, ({ size, matrix }) => {
      const { values, vectors } = symmetricEigen(matrix, size)
      for (let i = 1; i < size; i++) expect(values[i]!).toBeLessThanOrEqual(values[i - 1]!)
      for (let row = 0; row < size; row++)
        for (let column = 0; column < size; column++) {
          const dot = (f: (k: number) => number) => Array.from({ length: size }, (_, k) => f(k)).reduce((a, b) => a + b)
          const rebuilt = dot(k => values[k]! * vectors[k * size + row]! * vectors[k * size + column]!)
          const product = dot(k => vectors[row * size + k]! * vectors[column * size + k]!)
          expect(Math.abs(rebuilt - matrix[row * size + column]!)).toBeLessThan(1e-9)
          expect(Math.abs(product - (row === column ? 1 : 0))).toBeLessThan(1e-9)
        }
    }),
  )
})

test('the matrix that is given stays as it is', () => {
  const matrix = Float64Array.of(2, 1, 1, 2)
  expect([...symmetricEigen(matrix, 2).values].map(value => Number(value.toFixed(12)))).toEqual([3, 1])
  expect([...matrix]).toEqual([2, 1, 1, 2])
})
