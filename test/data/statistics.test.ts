import { expect, test } from 'vitest'
import { countLabels, meanDigits } from '../../src/data/statistics.js'

test('labels are counted by class', () => {
  expect(countLabels(Uint8Array.of(1, 0, 1), 3)).toEqual([1, 2, 0])
})

test('a label out of range is refused', () => {
  expect(() => countLabels(Uint8Array.of(0, 3), 3)).toThrow('labels: expected labels in [0, 3), received 3 at index 1')
})

test('the mean digit is the mean of its images, and nothing where there are none', () => {
  const images = new Uint8Array(3 * 784)
  images
    .fill(100, 0, 784)
    .fill(200, 784, 2 * 784)
    .fill(7, 2 * 784)
  const means = meanDigits({ images, labels: Uint8Array.of(4, 4, 9), count: 3 })
  expect(means).toHaveLength(10 * 784)
  expect([means[0], means[4 * 784], means[5 * 784 - 1], means[9 * 784]]).toEqual([0, 150, 150, 7])
})
