import type { Box, Plane } from '../handwriting/picture.js'
import { mnistTask } from '../task.js'
import { type Region, resample } from './resample.js'

/** Pixels along the side of what the classifier is handed, and of the square that a box is fitted into. */
const [, SIDE] = mnistTask.imageShape
const FIT = 20
/** Shares of the pixels that are taken for the extremes of paper and ink. */
const [LOW, HIGH] = [0.05, 0.98]

/** Whether ink is darker than paper, or brighter. */
export type Polarity = 'dark' | 'bright'

/**
 * Hands a part of a picture to the classifier as it is, in the form of MNIST: its longer side 20 pixels long in the middle of
 * 28 × 28, tones stretched from the least to the most, ink bright. What lies beyond the picture is paper.
 *
 * @param tones 0–1
 * @param box in pixels of the picture
 * @returns bytes 0–255, one image for each polarity: [28 × 28]
 */
export function cropDigit(tones: Plane, box: Box): Record<Polarity, Uint8Array> {
  const region = regionOf(box)
  const inner = withinPicture(tones, region)
  const { data } = resample(tones, SIDE, SIDE, region)
  const pixel = region.width / SIDE
  const isInside = (index: number) => {
    const x = region.x + ((index % SIDE) + 0.5) * pixel
    const y = region.y + (Math.floor(index / SIDE) + 0.5) * pixel
    return x >= inner.x && y >= inner.y && x <= inner.x + inner.width && y <= inner.y + inner.height
  }
  const inside = Array.from(data.keys()).filter(isInside)
  const images = { dark: new Uint8Array(SIDE * SIDE), bright: new Uint8Array(SIDE * SIDE) }
  if (inside.length === 0) return images
  for (const polarity of ['dark', 'bright'] as const) {
    const sign = polarity === 'bright' ? 1 : -1
    const ink = inkOver(data, inside, sign)
    const sorted = Float32Array.from(ink).sort()
    const at = (share: number) => sorted[Math.round(share * (sorted.length - 1))]!
    const [paper, range] = [at(LOW), at(HIGH) - at(LOW) || 1]
    for (const [order, index] of inside.entries())
      images[polarity][index] = Math.round(255 * Math.min(1, Math.max(0, (ink[order]! - paper) / range)))
  }
  return images
}

/** How far tones stand out from paper whose light falls off evenly: a plane through the half of the pixels that is the least ink. */
function inkOver(data: Float32Array, inside: readonly number[], sign: 1 | -1): Float32Array {
  const ink = Float32Array.from(inside, index => sign * data[index]!)
  for (const share of [1, 0.5]) {
    const most = Float32Array.from(ink).sort()[Math.ceil(share * ink.length) - 1]!
    const { level, across, down } = fitPlane(inside, ink, most)
    for (const [order, index] of inside.entries())
      ink[order]! -= level + across * ((index % SIDE) - MIDDLE) + down * (Math.floor(index / SIDE) - MIDDLE)
  }
  return ink
}

const MIDDLE = (SIDE - 1) / 2

/** The plane of least squares through the values at pixels, without those above `most`. */
function fitPlane(pixels: readonly number[], values: Float32Array, most: number) {
  let [count, x, y, v, xx, yy, xy, xv, yv] = [0, 0, 0, 0, 0, 0, 0, 0, 0]
  for (let order = 0; order < pixels.length; order++) {
    const value = values[order]!
    if (value > most) continue
    const index = pixels[order]!
    const [u, w] = [(index % SIDE) - MIDDLE, Math.floor(index / SIDE) - MIDDLE]
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

function regionOf({ x, y, width, height }: Box): Region {
  const side = (Math.max(width, height, 1) * SIDE) / FIT
  return { x: x + width / 2 - side / 2, y: y + height / 2 - side / 2, width: side, height: side }
}

function withinPicture({ width, height }: Plane, region: Region): Region {
  const [x, y] = [Math.max(0, region.x), Math.max(0, region.y)]
  const [right, bottom] = [Math.min(width, region.x + region.width), Math.min(height, region.y + region.height)]
  return { x, y, width: right - x, height: bottom - y }
}
