import { expect, test } from 'vitest'
import { digitGridFigure } from '../../src/figures/digitGrid.js'
import { madeUpDigits } from './digits.js'

const digits = { images: madeUpDigits([3, 1, 4]).images, labels: [3, 1, 4] }

test('three digits look as they did', async () => {
  await expect(digitGridFigure(digits)).toMatchFileSnapshot('./__snapshots__/digit-grid.svg')
})

test('indices choose the images and their order, limit bounds them', () => {
  const drawn = (svg: string) => [...svg.matchAll(/<title>image (\d)/g)].map(match => Number(match[1]))
  expect(drawn(digitGridFigure({ ...digits, indices: [2, 0] }))).toEqual([2, 0])
  expect(drawn(digitGridFigure(digits, { limit: 2 }))).toEqual([0, 1])
})

test('what does not fit together is refused', () => {
  expect(() => digitGridFigure({ ...digits, labels: [1] })).toThrow(
    'digitGridFigure: expected 3 labels, one per image, received 1',
  )
  expect(() => digitGridFigure({ ...digits, images: [1, 2] })).toThrow(
    'digitGridFigure: expected images of 784 pixels each, received 2 pixels',
  )
  expect(() => digitGridFigure({ ...digits, indices: [3] })).toThrow(
    'digitGridFigure: expected an index in [0, 3), received 3',
  )
})
