import type { Metadata, Sharp } from 'sharp'
import { Unreadable } from './imageErrors.js'

/** A picture, decoded and upright. */
export interface DecodedImage {
  /** Bytes 0–255, rows from the top, 3 (RGB) or 4 (RGBA) to a pixel: [height × width × channels]. */
  readonly data: Uint8Array
  /** In pixels. */
  readonly width: number
  readonly height: number
  /** How many pixels of the file one pixel of `data` is wide; 1 unless the file is larger than 1200 pixels. */
  readonly scale: number
}

/** No side of a decoded picture is longer, in pixels: a digit that takes a fiftieth of it still has 24. */
const longestSide = 1200

/** Pixels that a file may have, and along one side: to look at more takes many seconds, and no camera or scanner makes them. */
const maxPixels = 500e6
const maxSide = 100_000

/** Seconds after which what is decoded row by row is given up. */
const maxSeconds = 60

/**
 * Reads what stands in a file before its pixels.
 *
 * @throws {Unreadable} if the picture is too large
 */
export async function readHeader(file: string | Uint8Array): Promise<Metadata> {
  return headerOf(await open(file))
}

async function headerOf(image: Sharp): Promise<Metadata> {
  const metadata = await image.metadata()
  const { width, height } = metadata
  const received = `received ${width} × ${height}`
  if (width * height > maxPixels) throw new Unreadable(`expected at most ${maxPixels / 1e6} megapixels, ${received}`)
  if (Math.max(width, height) > maxSide)
    throw new Unreadable(`expected at most ${maxSide} pixels along a side, ${received}`)
  return metadata
}

/**
 * Decodes a file.
 *
 * @throws {Unreadable} if the picture is too large
 */
export async function decodePixels(file: string | Uint8Array): Promise<DecodedImage> {
  const image = await open(file)
  const { width, height, orientation = 1 } = await headerOf(image)
  image.resize(longestSide, longestSide, { fit: 'inside', withoutEnlargement: true })
  // Turned after it is shrunk: what is turned first is held in memory whole.
  const { angle, mirrored } = orientations[orientation - 1] ?? orientations[0]!
  if (mirrored) image.flop()
  if (angle !== 0) image.rotate(angle)
  const { data, info } = await image
    .timeout({ seconds: maxSeconds })
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

async function open(file: string | Uint8Array): Promise<Sharp> {
  return (await loadSharp())(file, { limitInputPixels: false, failOn: 'error', ignoreIcc: true })
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
