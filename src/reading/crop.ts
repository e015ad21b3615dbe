import { mnistTask } from '../task.js'
import type { Box, Plane } from './picture.js'
import { type Region, resample } from './resample.js'

/** Pixels along the side of what the classifier is handed, and of the square that a box is fitted into. */
const [, SIDE] = mnistTask.imageShape
const FIT = 20
const MIDDLE = (SIDE - 1) / 2
/** Where the pixels of a crop lie, from its middle. */
const ACROSS = Float64Array.from({ length: SIDE * SIDE }, (_, index) => (index % SIDE) - MIDDLE)
const DOWN = Float64Array.from({ length: SIDE * SIDE }, (_, index) => Math.floor(index / SIDE) - MIDDLE)
/** Shares of the pixels that are taken for the extremes of paper and ink. */
const [LOW, HIGH] = [0.05, 0.98]

/** Whether ink is darker than paper, or brighter. */
export type Polarity = 'dark' | 'bright'

/**
 * Hands a part of a picture to the classifier as it is, in the form of MNIST: its longer side 20 pixels long in the middle of
 * 28 × 28, light that falls off evenly taken out, gray levels stretched from the least to the most, ink bright. What lies beyond the picture is
 * paper.
 *
 * @param grayLevels 0–1
 * @param box in pixels of the picture
 * @returns bytes 0–255, one image for each polarity: [28 × 28]
 */
export function cropDigit(grayLevels: Plane, box: Box): Record<Polarity, Uint8Array> {
  const region = regionOf(box)
  const { data } = resample(grayLevels, SIDE, SIDE, region)
  const inside = pixelsWithin(grayLevels, region)
  return { dark: inkOf(data, inside, -1), bright: inkOf(data, inside, 1) }
}

function regionOf({ x, y, width, height }: Box): Region {
  const side = (Math.max(width, height, 1) * SIDE) / FIT
  return { x: x + width / 2 - side / 2, y: y + height / 2 - side / 2, width: side, height: side }
}

/** The pixels of a crop whose middles lie in the picture. */
function pixelsWithin({ width, height }: Plane, region: Region): Uint16Array {
  const inside = new Uint16Array(SIDE * SIDE)
  const pixel = region.width / SIDE
  let count = 0
  for (let row = 0; row < SIDE; row++)
    for (let column = 0; column < SIDE; column++) {
      const [x, y] = [region.x + (column + 0.5) * pixel, region.y + (row + 0.5) * pixel]
      if (x >= 0 && y >= 0 && x <= width && y <= height) inside[count++] = row * SIDE + column
    }
  return inside.subarray(0, count)
}

/** How far pixels stand out from paper whose light falls off evenly: a plane through the half of them that is the least ink. */
function inkOf(data: Float32Array, inside: Uint16Array, sign: 1 | -1): Uint8Array {
  const image = new Uint8Array(SIDE * SIDE)
  if (inside.length === 0) return image
  const ink = new Float32Array(inside.length)
  for (let order = 0; order < ink.length; order++) ink[order] = sign * data[inside[order]!]!
  for (const share of [1, 0.5]) {
    const { level, across, down } = fitPlane(inside, ink, quantile(ink, share))
    for (let order = 0; order < ink.length; order++) {
      const index = inside[order]!
      ink[order]! -= level + across * ACROSS[index]! + down * DOWN[index]!
    }
  }
  const paper = quantile(ink, LOW)
  const range = quantile(ink, HIGH) - paper || 1
  for (let order = 0; order < ink.length; order++)
    image[inside[order]!] = Math.round(255 * Math.min(1, Math.max(0, (ink[order]! - paper) / range)))
  return image
}

const BINS = 1024
const bins = new Uint16Array(BINS)

/** The value that a share of the values does not exceed, to a thousandth of their range. */
function quantile(values: Float32Array, share: number): number {
  let [least, most] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY]
  for (let i = 0; i < values.length; i++) {
    const value = values[i]!
    if (value < least) least = value
    if (value > most) most = value
  }
  if (share === 1 || most === least) return most
  const scale = (BINS - 1) / (most - least)
  bins.fill(0)
  for (let i = 0; i < values.length; i++) bins[Math.round((values[i]! - least) * scale)]!++
  let left = Math.round(share * (values.length - 1)) + 1
  let bin = 0
  while (left > bins[bin]!) left -= bins[bin++]!
  return least + bin / scale
}

/** The plane of least squares through the values at pixels, without those above `most`. */
function fitPlane(pixels: Uint16Array, values: Float32Array, most: number) {
  let [count, x, y, v, xx, yy, xy, xv, yv] = [0, 0, 0, 0, 0, 0, 0, 0, 0]
  for (let order = 0; order < pixels.length; order++) {
    const value = values[order]!
    if (value > most) continue
    const index = pixels[order]!
    const [u, w] = [ACROSS[index]!, DOWN[index]!]
    count++
    x += u
    y += w
    v += value
    xx += u * u
    yy += w * w
    xy += u * w
    xv += u * value
    yv += w * value
  }
  const [sxx, syy, sxy] = [xx - (x * x) / count, yy - (y * y) / count, xy - (x * y) / count]
  const [sxv, syv] = [xv - (x * v) / count, yv - (y * v) / count]
  const determinant = sxx * syy - sxy * sxy
  const isFlat = determinant < 1e-6 * (sxx + syy + 1) ** 2
  const across = isFlat ? 0 : (sxv * syy - syv * sxy) / determinant
  const down = isFlat ? 0 : (syv * sxx - sxv * sxy) / determinant
  return { level: (v - across * x - down * y) / count, across, down }
}
