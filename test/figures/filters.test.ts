import { expect, test } from 'vitest'
import { filtersFigure } from '../../src/figures/filters.js'

// Two filters with two channels of 2 × 2: only the first channel, 1 … 4 and -5 … -8, is drawn.
const filters = { data: [1, 2, 3, 4, 9, 9, 9, 9, -5, -6, -7, -8, 9, 9, 9, 9], shape: [2, 2, 2, 2] }
const fills = (svg: string) => [...svg.matchAll(/fill="(rgb[^"]*)"/g)].map(match => match[1])

test('two filters look as they did', async () => {
  await expect(filtersFigure(filters)).toMatchFileSnapshot('./__snapshots__/filters.svg')
})

test('the strongest value of the first channels has the full color, all others are paler', () => {
  const [weakest, , , , , , , strongest] = fills(filtersFigure(filters))
  expect(strongest).toBe('rgb(196,78,0)')
  expect(weakest).toBe('rgb(223,237,245)')
})

test('filters of zeros are white', () => {
  expect(fills(filtersFigure({ data: [0], shape: [1, 1, 1, 1] }))[0]).toBe('rgb(255,255,255)')
})

test('what are no filters is refused', () => {
  expect(() => filtersFigure({ data: [1, 2], shape: [1, 2] })).toThrow(
    'filtersFigure: expected values of shape [filters, channels, height, width], received 2 values of shape [1, 2]',
  )
  expect(() => filtersFigure({ data: [1], shape: [1, 1, 2, 2] })).toThrow('received 1 values of shape [1, 1, 2, 2]')
})
