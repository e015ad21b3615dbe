import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'

const require = createRequire(import.meta.url)

/** Figtree (SIL Open Font License 1.1), the font of every figure: a machine without fonts must draw the same text. */
const fonts = [
  { weight: 400, file: require.resolve('@expo-google-fonts/figtree/400Regular/Figtree_400Regular.ttf') },
  { weight: 700, file: require.resolve('@expo-google-fonts/figtree/700Bold/Figtree_700Bold.ttf') },
]

/**
 * Renders a figure to PNG, the same on every machine: the fonts of the system are not looked at.
 *
 * @param svg an SVG document
 * @param options.scale pixels of the picture per pixel of the figure; 2 suits a screen, 4 a printed page
 * @returns the bytes of the PNG file
 * @throws {Error} when the scale is not above 0, or the SVG cannot be read
 * @example writeFileSync('curves.png', svgToPng(curvesFigure(history), { scale: 2 }))
 */
export function svgToPng(svg: string, { scale = 2 }: { scale?: number } = {}): Uint8Array {
  if (!(scale > 0)) throw new Error(`svgToPng: expected scale above 0, received ${scale}`)
  const { Resvg } = loadRenderer()
  const resvg = new Resvg(svg, {
    fitTo: { mode: 'zoom', value: scale },
    // Nearest pixel: the renderer does not know `pixelated`, which asks browsers for the same.
    imageRendering: 1,
    font: { loadSystemFonts: false, fontFiles: fonts.map(font => font.file), defaultFontFamily: 'Figtree' },
  })
  return resvg.render().asPng()
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
