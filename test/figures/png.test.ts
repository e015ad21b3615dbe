import fc from 'fast-check'
import { decode } from 'fast-png'
import { expect, test } from 'vitest'
import { confusionFigure } from '../../src/figures/confusion.js'
import { mistakesFigure } from '../../src/figures/mistakes.js'
import { embedFonts, svgToPng } from '../../src/figures/png.js'
import { samplesFigure } from '../../src/figures/samples.js'
import { madeUpDigits } from './digits.js'

const onlyText = mistakesFigure({ ...madeUpDigits([1]), mistakes: [] })

/** Reads a rendered figure: how bright each pixel is, 0–255. */
function render(svg: string, scale: number) {
  const { width, height, data, channels } = decode(svgToPng(svg, { scale }))
  return { width, height, brightness: (x: number, y: number) => data[(y * width + x) * channels]! }
}

test('text is drawn although the fonts of the system are not looked at', () => {
  const { width, height, brightness } = render(onlyText, 2)
  let dark = 0
  for (let y = 0; y < height; y++) for (let x = 0; x < width; x++) if (brightness(x, y) < 128) dark++
  expect(dark).toBeGreaterThan(1000)
})

test('a figure with its fonts inside renders the same', () => {
  const embedded = embedFonts(onlyText)
  expect(embedded.match(/@font-face/g)).toHaveLength(2)
  expect(embedded.length).toBeLessThan(200_000)
  expect(Buffer.from(svgToPng(embedded))).toEqual(Buffer.from(svgToPng(onlyText)))
})

test('the ground is white and the scale multiplies the size', () => {
  const small = render(onlyText, 1)
  const large = render(onlyText, 3)
  expect(Math.abs(large.width - 3 * small.width)).toBeLessThan(3)
  expect(small.brightness(0, 0)).toBe(255)
})

test('the pixels of a digit stay crisp: only ink and paper, no blend at the edges', () => {
  const digits = madeUpDigits([3])
  const { brightness } = render(samplesFigure({ ...digits, labels: [3] }), 2)
  // The image is at (24, 82), 56 pixels wide, drawn at twice that: four pixels for each of the digit's.
  const shades = new Set(Array.from({ length: 110 }, (_, x) => brightness(49 + x, 2 * 82 + 4 * 8)))
  expect([...shades].toSorted((a, b) => a - b)).toEqual([0, 255])
})

test('whatever the title, the figure is well-formed XML', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary', maxLength: 40 }), title => {
      svgToPng(confusionFigure([[1]], { title, subtitle: `${title}\u0000\ud800<&">`, classes: [title] }), {
        scale: 0.1,
      })
    }),
    { numRuns: 50 },
  )
})

test('a scale that is not above zero is refused', () => {
  expect(() => svgToPng(onlyText, { scale: 0 })).toThrow('svgToPng: expected scale above 0, received 0')
})
