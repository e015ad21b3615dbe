import sharp, { type Sharp } from 'sharp'
import type { GrayImage } from '../../src/reading/picture.js'

// What may happen to a picture without changing what it shows. Ink is bright and paper 0, until `inverted`.

export function inverted({ data, width, height }: GrayImage): GrayImage {
  return { data: data.map(value => 255 - value), width, height }
}

/** Puts a picture onto a larger one of paper. */
export function placed({ data, width, height }: GrayImage, side: number, left: number, top: number): GrayImage {
  const paper = new Uint8Array(side * side)
  for (let y = 0; y < height; y++) paper.set(data.subarray(y * width, (y + 1) * width), (top + y) * side + left)
  return { data: paper, width: side, height: side }
}

/** Adds paper on each side of a square picture, as a share of its side. */
export function padded(image: GrayImage, share: number): GrayImage {
  const border = Math.round(share * image.width)
  return placed(image, image.width + 2 * border, border, border)
}

/** Cuts a picture to its ink: all that is not wholly paper. */
export function cropped({ data, width, height }: GrayImage): GrayImage {
  let [left, top, right, bottom] = [width, height, 0, 0]
  for (const [at, value] of data.entries()) {
    if (value === 0) continue
    const [x, y] = [at % width, Math.floor(at / width)]
    left = Math.min(left, x)
    right = Math.max(right, x + 1)
    top = Math.min(top, y)
    bottom = Math.max(bottom, y + 1)
  }
  if (right === 0) throw new Error('cropped: expected a picture with ink, received one without')
  const rows = Array.from({ length: bottom - top }, (_, y) =>
    data.subarray((top + y) * width + left, (top + y) * width + right),
  )
  return { data: Uint8Array.from(rows.flatMap(row => [...row])), width: right - left, height: bottom - top }
}

/** Enlarges or shrinks a square picture to a side of so many pixels, by cubic curves. */
export function resized(image: GrayImage, side: number): Promise<GrayImage> {
  return gray(open(image).resize(side, side, { kernel: 'cubic' }))
}

/** Turns a picture by degrees, clockwise; it grows as far as it must. */
export function rotated(image: GrayImage, degrees: number): Promise<GrayImage> {
  return gray(open(image).rotate(degrees, { background: '#000' }))
}

/** What JPEG leaves of a picture. */
export async function asJpeg(image: GrayImage, quality: number): Promise<GrayImage> {
  return gray(sharp(await open(image).jpeg({ quality }).toBuffer()))
}

/** Light that falls off evenly across the picture, from all of it to `least`, toward an angle in radians. */
export function shadowed({ data, width, height }: GrayImage, least: number, angle: number): GrayImage {
  const [dx, dy] = [Math.cos(angle), Math.sin(angle)]
  const reach = (Math.abs(dx) * width + Math.abs(dy) * height) / 2
  const light = (x: number, y: number) => {
    const along = ((x + 0.5 - width / 2) * dx + (y + 0.5 - height / 2) * dy) / reach // -1 to 1
    return 1 - (1 - least) * ((along + 1) / 2)
  }
  return {
    data: data.map((value, at) => Math.round(value * light(at % width, Math.floor(at / width)))),
    width,
    height,
  }
}

/** Ink that differs from its paper by so many tones at the most. */
export function faint({ data, width, height }: GrayImage, tones: number): GrayImage {
  return { data: data.map(value => Math.round((value * tones) / 255)), width, height }
}

function open({ data, width, height }: GrayImage): Sharp {
  return sharp(data, { raw: { width, height, channels: 1 } }).toColourspace('b-w')
}

async function gray(image: Sharp): Promise<GrayImage> {
  const { data, info } = await image.toColourspace('b-w').raw().toBuffer({ resolveWithObject: true })
  const { width, height, channels } = info
  if (channels !== 1) throw new Error(`expected one channel of gray, received ${channels}`)
  return { data: new Uint8Array(data), width, height }
}
