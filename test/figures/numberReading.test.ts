import { expect, test } from 'vitest'
import { maxDigitsShown, numberFigure } from '../../src/figures/numberReading.js'
import type { Frame } from '../../src/figures/reading.js'

const shown = (title: string) => ({ title, href: 'data:image/png;base64,', width: 28, height: 28 })
const sizeOf = (svg: string) =>
  [...svg.matchAll(/ (?:width|height)="(\d+)"/g)].slice(0, 2).map(([, size]) => Number(size))

test('what was not read is framed by a dashed line, what was read by a whole one', () => {
  const box = { x: 2, y: 2, width: 8, height: 12 }
  const framed = (frames: readonly Frame[]) =>
    numberFigure({ title: '7', subtitle: 'sure', picture: { ...shown('The picture'), frames }, digits: [] })
  expect(framed([{ ...box, label: '7' }])).not.toContain('stroke-dasharray')
  expect(
    framed([
      { ...box, label: '7' },
      { ...box, unsure: true, dashed: true },
    ]).match(/stroke-dasharray/g),
  ).toHaveLength(2)
})

test('a page of many digits is drawn as one of few, and says what it leaves out', () => {
  const picture = { ...shown('The picture'), width: 1200, height: 1200 }
  const read = (count: number) =>
    numberFigure({
      title: `page.png: ${'7'.repeat(count)}`,
      subtitle: '0.0 % sure that all are right',
      picture,
      digits: Array.from({ length: count }, (_, index) => shown(`digit ${index}`)),
    })
  const [width, height] = sizeOf(read(20_000))
  expect(width).toBeLessThan(1200)
  expect(height).toBeLessThan(2200)
  expect(read(20_000).match(/>digit \d+</g)).toHaveLength(maxDigitsShown)
  expect(read(20_000)).toContain('and 19,910 more, framed above')
  expect(read(maxDigitsShown)).not.toContain('framed above')
})
