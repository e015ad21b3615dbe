import fc from 'fast-check'
import { decode, encode } from 'fast-png'
import { expect, test } from 'vitest'
import { confusionFigure } from '../../src/figures/confusion.js'
import { mistakesFigure } from '../../src/figures/mistakes.js'
import { embedFonts, svgToPng } from '../../src/figures/png.js'
import { samplesFigure } from '../../src/figures/samples.js'
import { temporaryFolder } from '../data/smallDataset.js'
import { write } from '../node/pictures.js'
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

test('a figure of more than 64 megapixels is refused before it is drawn', () => {
  const vast = '<svg xmlns="http://www.w3.org/2000/svg" width="30000" height="20000"/>'
  expect(() => svgToPng(vast, { scale: 1 })).toThrow('svgToPng: expected at most 64 megapixels, received 30000 × 20000')
  expect(() => svgToPng(onlyText, { scale: 1e9 })).toThrow('svgToPng: expected at most 64 megapixels, received ')
  expect(() => svgToPng(onlyText, { scale: Number.POSITIVE_INFINITY })).toThrow('svgToPng: expected at most')
})

test('a figure that needs another file is refused, and the file is not read', async () => {
  const folder = await temporaryFolder()
  const red = encode({ width: 1, height: 1, channels: 3, depth: 8, data: new Uint8Array([255, 0, 0]) })
  const path = await write(folder, 'red.png', red)
  const within = `<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"><image href="${path}" width="9" height="9"/></svg>`
  const figures = {
    href: `<image href="${path}" width="9" height="9"/>`,
    'href of XLink': `<image xlink:href='${path}' width="9" height="9"/>`,
    'href with spaces': `<image href\n= "${path}" width="9" height="9"/>`,
    entity: `<image href="&#47;${path.slice(1)}" width="9" height="9"/>`,
    'figure within': `<image href="data:image/svg+xml;base64,${Buffer.from(within).toString('base64')}" width="9" height="9"/>`,
  }
  const draw = (body: string, before = '') =>
    decode(
      svgToPng(
        `${before}<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" width="9" height="9">${body}</svg>`,
      ),
    ).data
  for (const [kind, body] of Object.entries(figures))
    expect(() => draw(body), kind).toThrow('svgToPng: expected a figure that needs no other file, received one that ')
  const hidden = `<!DOCTYPE svg [<!ENTITY e "<image hre&#102;='${path}' width='9' height='9'/>">]>`
  expect(() => draw('&e;', hidden)).toThrow('svgToPng: expected a figure that needs no other file, received one that ')
  const own = `<image href="data:image/png;base64,${Buffer.from(red).toString('base64')}" width="9" height="9"/>`
  expect([...draw(own).subarray(0, 3)]).toEqual([255, 0, 0])
  const inside = '<rect id="r" width="9" height="9" fill="#00f"/><use href="#r"/><title>href="red.png"</title>'
  expect([...draw(inside.replace('"red.png"', '&quot;red.png&quot;')).subarray(0, 3)]).toEqual([0, 0, 255])
})

test('a title of any length makes no figure wider than a screen', () => {
  const svg = confusionFigure([[1]], {
    title: 'long '.repeat(10_000),
    subtitle: 'long '.repeat(10_000),
    classes: ['0'],
  })
  expect(render(svg, 1).width).toBeLessThan(1600)
})
