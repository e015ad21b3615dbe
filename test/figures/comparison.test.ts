import { expect, test } from 'vitest'
import { comparisonFigure, type NamedHistory } from '../../src/figures/comparison.js'

const training = (name: string, epochs: number, accuracy = 0.99): NamedHistory => ({
  name,
  history: Array.from({ length: epochs }, (_, index) => ({
    epoch: index + 1,
    trainLoss: 0.3,
    trainAccuracy: 0.9,
    validationLoss: 0.1 / (index + 1),
    validationAccuracy: accuracy - 0.04 / (index + 1),
  })),
})

const heights = (svg: string, name: string) =>
  [...svg.matchAll(new RegExp(`<text x="[^"]*" y="([^"]*)"[^>]*>${name}<`, 'g'))].map(match => Number(match[1]))

test('two trainings of different length look as they did', async () => {
  const svg = comparisonFigure([training('fast', 2), training('dense only', 3, 0.98)])
  await expect(svg).toMatchFileSnapshot('./__snapshots__/comparison.svg')
})

test('names stand apart where lines end together, and within the panel', () => {
  const names = ['one', 'two', 'three', 'four']
  const svg = comparisonFigure(names.map(name => training(name, 2)))
  const [one, two, three, four] = names.map(name => heights(svg, name)[0]!)
  expect([two! - one!, three! - two!, four! - three!]).toEqual([36, 36, 36])
  expect(one).toBeGreaterThan(85)
})

test('a long name widens the figure', () => {
  const width = (name: string) => Number(/width="(\d+)/.exec(comparisonFigure([training(name, 2)]))![1])
  expect(width('a net with a name that goes on')).toBeGreaterThan(width('short') + 200)
})

test('what cannot be compared is refused', () => {
  expect(() => comparisonFigure([])).toThrow('comparisonFigure: expected 1 to 4 trainings, received 0')
  expect(() => comparisonFigure([training('mine', 0)])).toThrow(
    'comparisonFigure: expected epochs in the history of mine, received none',
  )
})
