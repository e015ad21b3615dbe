import { gzipSync } from 'node:zlib'
import { manyScans } from './manyScans.js'
import { whitePng } from './pictures.js'
import { whiteTiff } from './whiteTiff.js'

// Small files that take much memory or time to decode.

const svg = (body: string, side = 1000) =>
  `<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" width="${side}" height="${side}">${body}</svg>`

/** Files that take gigabytes. */
export const memoryBombs: Readonly<Record<string, () => Buffer>> = {
  'an SVG with a picture': () =>
    Buffer.from(
      svg(`<image width="9" height="9" href="data:image/png;base64,${whitePng(20_000).toString('base64')}"/>`),
    ),
  'an SVG of many elements, compressed': () => gzipSync(svg('<g/>'.repeat(10_000_000))),
  'a TIFF of vast tiles': () => whiteTiff({ width: 20_000, height: 20_000, tile: 5008 }),
  'a TIFF of planes': () => whiteTiff({ width: 13_000, height: 13_000, planar: true }),
}

/** Files that take minutes. */
export const timeBombs: Readonly<Record<string, () => Buffer>> = {
  'a JPEG of many scans': () => manyScans(11_000, 882),
  'an SVG of many filters': () => {
    const primitive =
      '<feTurbulence type="turbulence" baseFrequency="0.3" numOctaves="200"/><feGaussianBlur stdDeviation="90 80"/>'
    return Buffer.from(
      svg(`<filter id="f">${primitive.repeat(300)}</filter><rect width="1000" height="1000" filter="url(#f)"/>`),
    )
  },
  'an SVG with a long path': () => {
    const points = Array.from({ length: 60_000 }, (_, i) => `${(i * 7919) % 1000} ${(i * 104_729) % 1000}`)
    return Buffer.from(svg(`<path d="M0 0L${points.join('L')}" fill="none" stroke="#000" stroke-width="9"/>`))
  },
  'an SVG whose elements use each other': () => {
    const uses = Array.from({ length: 30 }, (_, i) => `<g id="u${i + 1}">${`<use href="#u${i}"/>`.repeat(2)}</g>`)
    return Buffer.from(svg(`<rect id="u0" width="900" height="900" opacity=".5"/>${uses.join('')}`))
  },
}
