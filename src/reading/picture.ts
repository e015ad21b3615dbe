import { UsageError } from '../errors.js'

/** Pixels as a decoder gives them: rows from the top, 1 (gray), 2 (gray, alpha), 3 (RGB) or 4 (RGBA) bytes to a pixel. */
export interface Picture {
  /** Bytes 0–255: [height × width × channels]. */
  readonly data: Uint8Array | Uint8ClampedArray
  /** In pixels. */
  readonly width: number
  readonly height: number
}

/** An image of one byte to a pixel. */
export interface GrayImage {
  /** Bytes 0–255, rows from the top: [height × width]. */
  readonly data: Uint8Array
  /** In pixels. */
  readonly width: number
  readonly height: number
}

/** What one step made of a picture, to be shown. */
export interface Stage {
  /** Short, fit for a file name: `paper`. */
  readonly name: string
  /** What is to be seen, in a few words. */
  readonly title: string
  readonly image: GrayImage
}

/** A rectangle in pixels of the picture; x and y are of its upper left corner. */
export interface Box {
  readonly x: number
  readonly y: number
  readonly width: number
  readonly height: number
}

/** The middle of a box. */
export function middleOf({ x, y, width, height }: Box): [x: number, y: number] {
  return [x + width / 2, y + height / 2]
}

/** A value for each pixel, rows from the top: [height × width]. */
export interface Plane {
  readonly data: Float32Array
  readonly width: number
  readonly height: number
}

export function plane(width: number, height: number): Plane {
  return { data: new Float32Array(width * height), width, height }
}

/** Values from `black` to `white` as bytes 0–255. */
export function grayImage({ data, width, height }: Plane, white = 1, black = 0): GrayImage {
  const scale = 255 / (white - black)
  const bytes = new Uint8ClampedArray(data.length) // rounds, and holds values within 0–255
  for (let i = 0; i < data.length; i++) bytes[i] = (data[i]! - black) * scale
  return { data: new Uint8Array(bytes.buffer), width, height }
}

/**
 * How many bytes a pixel has.
 *
 * @throws {UsageError} if width and height are no positive integers, or do not fit the data
 */
export function countChannels({ data, width, height }: Picture): 1 | 2 | 3 | 4 {
  for (const [name, value] of Object.entries({ width, height }))
    if (!Number.isInteger(value) || value < 1)
      throw new UsageError(`picture: expected ${name} to be a positive integer, received ${value}`)
  const channels = data.length / (width * height)
  if (channels !== 1 && channels !== 2 && channels !== 3 && channels !== 4)
    throw new UsageError(
      `picture: expected 1 to 4 bytes for each of ${width} × ${height} pixels, received ${data.length} bytes`,
    )
  return channels
}
