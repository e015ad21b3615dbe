import { createReadStream } from 'node:fs'
import { stat } from 'node:fs/promises'
import type { Metadata, Sharp } from 'sharp'
import { createGate } from './gate.js'
import { findReason, printableName } from './imageErrors.js'
import { readLimited } from './readLimited.js'

/** A picture, decoded and upright. */
export interface DecodedImage {
  /** Bytes 0–255, rows from the top, 3 (RGB) or 4 (RGBA) to a pixel: [height × width × channels]. */
  readonly data: Uint8Array
  /** In pixels. */
  readonly width: number
  readonly height: number
  /** How many pixels of the file one pixel of `data` is wide; 1 unless the file is larger than `longestSide`. */
  readonly scale: number
}

/** No side of a decoded picture is longer, in pixels: a digit that takes a fiftieth of it still has 24. */
export const longestSide = 1200

/** Pixels that a file may have: to look at more takes many seconds, and no camera or scanner makes them. */
const mostPixels = 500e6

/** Bytes that one picture may hold while it is decoded, and that several may hold together. */
const mostBytes = 256 * 1024 * 1024
const mostBytesTogether = mostBytes / 2

/** Seconds after which a file that can never be decoded is given up. */
const mostSeconds = 60

const gate = createGate(mostBytesTogether)

/**
 * Decodes an image file of any kind that is used for drawings, scans and photos: PNG, JPEG, WebP, GIF, TIFF, AVIF and SVG; of
 * several frames or pages, the first. It is turned upright as its EXIF says, converted to sRGB with 8 bits, and shrunk
 * where it is larger than 1200 pixels; most files are shrunk as they are decoded, and take little memory whatever their size.
 *
 * @param file a path, or the content of a file
 * @throws Error that names the path and says what is wrong with the file
 * @example const { data, width, height } = await decodeImage('seven.png')
 */
export function decodeImage(file: string | Uint8Array): Promise<DecodedImage> {
  return whenThereIsRoom(file, decodeNow)
}

/**
 * Lets an image be decoded once there is memory for it, by whomever: the memory of the process is that of all its threads.
 *
 * @param decode gets the file, or its content where it is none that can be read twice
 */
export async function whenThereIsRoom<T>(
  file: string | Uint8Array,
  decode: (file: string | Uint8Array) => Promise<T>,
): Promise<T> {
  let input = file
  try {
    if (typeof file === 'string') input = await openable(file)
    const bytes = expectDecodable(await (await open(input)).metadata())
    return await gate.pass(bytes, () => decode(input))
  } catch (error) {
    const owner = typeof file === 'string' ? `${printableName(file)}: ` : ''
    throw new Error(`${owner}could not be read (${await findReason(input, error as Error)})`, { cause: error })
  }
}

/** What the decoder can look at twice, by the name as it stands: a name that ends with `]` would be one with options. */
async function openable(path: string): Promise<string | Uint8Array> {
  const isFile = (await stat(path)).isFile()
  return isFile && !path.endsWith(']') ? path : readLimited(createReadStream(path))
}

async function open(file: string | Uint8Array): Promise<Sharp> {
  return (await loadSharp())(file, { limitInputPixels: false, failOn: 'error', ignoreIcc: true })
}

/** Decodes a file that was let in. */
export async function decodeNow(file: string | Uint8Array): Promise<DecodedImage> {
  const image = await open(file)
  const { width, height, orientation = 1 } = await image.metadata()
  image.resize(longestSide, longestSide, { fit: 'inside', withoutEnlargement: true })
  // Turned after it is shrunk: what is turned first is held in memory whole.
  const { angle, mirrored } = orientations[orientation - 1] ?? orientations[0]!
  if (mirrored) image.flop()
  if (angle !== 0) image.rotate(angle)
  const { data, info } = await image
    .timeout({ seconds: mostSeconds })
    .raw({ depth: 'uchar' })
    .toBuffer({ resolveWithObject: true })
  const scale = Math.max(width, height) / Math.max(info.width, info.height)
  return { data, width: info.width, height: info.height, scale }
}

/** EXIF's orientations 1 to 8: mirrored from left to right first, then turned clockwise. */
const orientations = [
  { angle: 0, mirrored: false },
  { angle: 0, mirrored: true },
  { angle: 180, mirrored: false },
  { angle: 180, mirrored: true },
  { angle: 270, mirrored: true },
  { angle: 90, mirrored: false },
  { angle: 90, mirrored: true },
  { angle: 270, mirrored: false },
] as const

/** How many bytes an image holds while it is decoded; refuses the ones that would take too many, or too long. */
function expectDecodable({ width, height, channels, depth, format, isProgressive }: Metadata): number {
  const pixels = width * height
  const size = `${width} × ${height}`
  if (pixels > mostPixels) throw new Error(`expected at most ${mostPixels / 1e6} megapixels, received ${size}`)
  const pixelBytes = channels * (depth === 'uchar' ? 1 : 2)
  // Measured: what is not stored row by row is held whole, in the decoder's own form.
  const whole = { jpeg: isProgressive ? 6 : 0, png: isProgressive ? pixelBytes : 0, gif: 5, heif: 20 }[format as string]
  if (!whole) return Math.min(height, 2048) * width * pixelBytes
  if (whole * pixels > mostBytes) {
    const kind = isProgressive ? 'an interlaced image' : format.toUpperCase()
    throw new Error(`expected at most ${Math.floor(mostBytes / whole / 1e6)} megapixels of ${kind}, received ${size}`)
  }
  return whole * pixels
}

let loaded: Promise<typeof import('sharp').default> | undefined

/** The decoder is loaded once it is wanted: it takes as long as all the rest. */
function loadSharp(): Promise<typeof import('sharp').default> {
  loaded ??= import('sharp').then(({ default: sharp }) => {
    sharp.cache(false) // a file may change between two looks at it
    sharp.concurrency(1) // many files at once pay more than many threads on one
    return sharp
  })
  return loaded
}
