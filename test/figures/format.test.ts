import { expect, test } from 'vitest'
import { formatCount, formatPercent } from '../../src/figures/format.js'

test('thousands stand apart', () => {
  expect([0, 999, 1000, 60000, 1234567].map(formatCount)).toEqual(['0', '999', '1,000', '60,000', '1,234,567'])
})

test('what is not all is never written as 100 %, nor what is not nothing as 0 %', () => {
  expect(formatPercent(0.99996, 2)).toBe('>99.99 %')
  expect(formatPercent(0.00001, 1)).toBe('<0.1 %')
  expect(formatPercent(0.9945, 2)).toBe('99.45 %')
  expect([formatPercent(1, 2), formatPercent(0, 2)]).toEqual(['100 %', '0 %'])
})
