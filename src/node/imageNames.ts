import { extname } from 'node:path'

/** What a folder is searched for. Also what cannot be decoded, so that nobody believes it was looked at. */
const imageExtensions = new Set('png jpg jpeg jfif webp gif tif tiff avif svg bmp heic heif'.split(' '))

/** Hidden files are no images: macOS keeps its notes on a file as `._seven.png`. */
export function isImageName(name: string): boolean {
  return !name.startsWith('.') && imageExtensions.has(extname(name).slice(1).toLowerCase())
}
