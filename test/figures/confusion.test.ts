import { expect, test } from 'vitest'
import { confusionFigure } from '../../src/figures/confusion.js'

const confusion = [
  [978, 2, 0],
  [1, 1134, 0],
  [4, 9, 1019],
]

test('a confusion matrix looks as it did', async () => {
  await expect(confusionFigure(confusion)).toMatchFileSnapshot('./__snapshots__/confusion.svg')
})

test('every count and every recall is written', () => {
  const svg = confusionFigure(confusion)
  for (const [truth, row] of confusion.entries()) {
    for (const [prediction, count] of row.entries()) {
      expect(svg).toContain(`truth ${truth}, read ${prediction}: ${count.toLocaleString('en-US')}<`)
    }
  }
  for (const recall of ['99.80 %', '99.91 %', '98.74 %']) expect(svg).toContain(`>${recall}<`)
  expect(svg).toContain('3,131 of 3,147 read correctly (99.49 %)')
})

test('a single mistake is colored although the diagonal is a thousand times larger', () => {
  const svg = confusionFigure([
    [1000, 1],
    [0, 1000],
  ])
  expect(svg).toMatch(/truth 0, read 1: 1<\/title><rect[^>]*fill="rgb\(166,54,3\)"/)
  expect(svg).toMatch(/truth 0, read 0: 1,000<\/title><rect[^>]*fill="#eceef1"/)
  expect(svg).toMatch(/truth 1, read 0: 0<\/title><rect[^>]*fill="#fff"/)
})

test('a matrix without mistakes, and a class that never occurs, are drawn', () => {
  const svg = confusionFigure([
    [5, 0],
    [0, 0],
  ])
  expect(svg).toContain('no mistakes')
  expect(svg).toContain('>–<')
  expect(svg).not.toContain('NaN')
})

test('class names may be given and are escaped', () => {
  const classes = ['a < b', 'ink & paper']
  const svg = confusionFigure(
    [
      [1, 0],
      [0, 1],
    ],
    { classes },
  )
  expect(svg).toContain('>a &lt; b<')
  expect(svg).toContain('>ink &amp; paper<')
})

test('a matrix that is not square, or names that do not fit, are refused', () => {
  expect(() => confusionFigure([])).toThrow('confusionFigure: expected at least one class, received an empty matrix')
  expect(() => confusionFigure([[1, 2], [3]])).toThrow('confusionFigure: expected 2 counts in row 1, received 1')
  expect(() => confusionFigure([[1]], { classes: [] })).toThrow('confusionFigure: expected 1 class names, received 0')
})

test('long names are cut where there is no room, and whole in the titles of the cells', () => {
  const svg = confusionFigure(confusion, { classes: ['a disc in the middle', 'cross', 'stripes'] })
  expect(svg).toContain('>a disc in t…<')
  expect(svg).toContain('<title>truth a disc in the middle, read cross: 2</title>')
})
