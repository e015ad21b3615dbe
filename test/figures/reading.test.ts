import { expect, test } from 'vitest'
import { readingFigure, type ShownPicture } from '../../src/figures/reading.js'

const shown = (title: string): ShownPicture => ({ title, href: 'data:,', width: 28, height: 28 })

test('a title of three lines below a step ends above the bars of probabilities', () => {
  const svg = readingFigure({
    title: 'seven.png: 7',
    subtitle: '90.0 % sure',
    picture: shown('The picture'),
    steps: [shown('The grayscale in which ink stands out most')],
    network: shown('What the network sees'),
    decision: shown('What decided'),
    probabilities: [0.1, 0.9],
  })
  const baseline = (line: string) => Number(new RegExp(`y="([\\d.]+)"[^>]*>${line}<`).exec(svg)![1])
  expect(baseline('most')).toBeLessThan(baseline('90.0 %') - 12)
})
