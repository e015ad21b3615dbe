import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { UsageError } from '../errors.js'
import { show } from '../options.js'

const require = createRequire(import.meta.url)

/** Figtree (SIL Open Font License 1.1), the font of every figure: a machine without fonts must draw the same text. */
const fonts = [
  { weight: 400, file: require.resolve('@expo-google-fonts/figtree/400Regular/Figtree_400Regular.ttf') },
  { weight: 700, file: require.resolve('@expo-google-fonts/figtree/700Bold/Figtree_700Bold.ttf') },
]

/** Pixels of the largest picture: it takes 256 MB. */
const maxPixels = 64e6

/**
 * Renders a figure to PNG, the same on every machine: the fonts of the system are not looked at.
 *
 * @param svg an SVG document that a figure function wrote
 * @param options.scale pixels of the picture per pixel of the figure; 2 suits a screen, 4 a printed page. Defaults to 2.
 * @returns the bytes of the PNG file
 * @throws {UsageError} if the scale is not above 0, the picture has more than 64 megapixels, the SVG cannot be read, or it
 *   needs another file
 * @example writeFileSync('curves.png', svgToPng(curvesFigure(history), { scale: 2 }))
 */
export function svgToPng(svg: string, { scale = 2 }: { scale?: number } = {}): Uint8Array {
  if (!(scale > 0)) throw new UsageError(`svgToPng: expected scale above 0, received ${scale}`)
  expectWhole(svg)
  const { Resvg } = loadRenderer()
  const resvg = new Resvg(svg, {
    fitTo: { mode: 'zoom', value: scale },
    // Nearest pixel: the renderer does not know `pixelated`, which asks browsers for the same.
    imageRendering: 1,
    font: { loadSystemFonts: false, fontFiles: fonts.map(font => font.file), defaultFontFamily: 'Figtree' },
  })
  const { width, height } = resvg
  if (width * height * scale ** 2 > maxPixels) {
    const size = [width, height].map(side => Math.round(side * scale)).join(' × ')
    throw new UsageError(`svgToPng: expected at most ${maxPixels / 1e6} megapixels, received ${size}`)
  }
  return resvg.render().asPng()
}

/** Refuses what would make the renderer read a file: a reference to anything outside, and what may hide one. */
function expectWhole(svg: string): void {
  const outside = /\bhref\s*=\s*["'](?!#|data:image\/(?:png|jpeg|gif|webp);)([^"']*)/.exec(svg)
  const problem = outside ? `refers to ${show(outside[1])}` : /<!DOCTYPE/i.test(svg) ? 'declares entities' : undefined
  if (problem)
    throw new UsageError(`svgToPng: expected a figure that needs no other file, received one that ${problem}`)
}

/**
 * Loads the renderer at its first use. It asks for a diagnostic report, to see which C library there is, and a report lists the
 * network and looks up the names of all hosts that the process is connected to, unless it is to leave them out.
 */
function loadRenderer(): typeof import('@resvg/resvg-js') {
  const report = process.report as NodeJS.ProcessReport & { excludeNetwork: boolean }
  const { excludeNetwork } = report
  report.excludeNetwork = true
  try {
    return require('@resvg/resvg-js')
  } finally {
    report.excludeNetwork = excludeNetwork
  }
}

/**
 * Puts the font inside a figure, so that its SVG file looks the same wherever it is opened. Adds about 110 kB.
 *
 * @param svg an SVG document that a figure function wrote
 * @returns the SVG with the font as its first child
 * @example writeFileSync('curves.svg', embedFonts(curvesFigure(history)))
 */
export function embedFonts(svg: string): string {
  const faces = fonts.map(({ weight, file }) => {
    const data = readFileSync(file).toString('base64')
    return `@font-face{font-family:Figtree;font-weight:${weight};src:url(data:font/ttf;base64,${data})}`
  })
  return svg.replace(/<svg[^>]*>/, start => `${start}\n<style>${faces.join('')}</style>`)
}
