import { gzipSync } from 'node:zlib'
import { drawSeven, whitePng } from '../node/pictures.js'

const svg =
  '<?xml version="1.0" encoding="UTF-8"?>\n<svg xmlns="http://www.w3.org/2000/svg" width="40" height="40" viewBox="0 0 40 40">' +
  '<defs><linearGradient id="g"><stop offset="0.5" stop-color="#123"/></linearGradient><filter id="f"><feGaussianBlur stdDeviation="1"/></filter></defs>' +
  '<style>path{stroke:#223}</style><rect width="100%" height="100%" fill="white"/><g transform="translate(1 1)" filter="url(#f)">' +
  '<path d="M10 8L30 8L16 34" fill="none" stroke-width="3" stroke-dasharray="9 0.5"/><use href="#g"/><text x="9" y="9">7</text></g></svg>'

/** A small image of every format, and of every way in which its decoder works. */
export async function smallImages(): Promise<Readonly<Record<string, Uint8Array>>> {
  const seven = () => drawSeven(40)
  const made = {
    png: seven().png(),
    'png of 16 bits': seven().toColourspace('rgb16').png(),
    'png with a palette': seven().png({ palette: true }),
    jpeg: seven().withMetadata({ orientation: 6 }).jpeg(),
    'progressive jpeg': seven().jpeg({ progressive: true }),
    webp: seven().webp(),
    'lossless webp': seven().webp({ lossless: true }),
    'transparent webp': seven().ensureAlpha(0.5).webp(),
    gif: seven().gif(),
    tiff: seven().tiff({ compression: 'none' }),
    'tiff with lzw': seven().tiff({ compression: 'lzw' }),
    'tiff with jpeg': seven().tiff({ compression: 'jpeg' }),
    'tiff of tiles': seven().tiff({ compression: 'deflate', tile: true, tileWidth: 16, tileHeight: 16 }),
    'tiff of one bit': seven().threshold(128).toColourspace('b-w').tiff({ compression: 'ccittfax4', bitdepth: 1 }),
    avif: seven().avif({ effort: 0 }),
  }
  const files = await Promise.all(
    Object.entries(made).map(async ([kind, image]) => [kind, await image.toBuffer()] as const),
  )
  return {
    ...Object.fromEntries(files),
    'interlaced png': whitePng(40, { interlaced: true }),
    svg: Buffer.from(svg),
    svgz: gzipSync(svg),
  }
}
