import { type Plane, plane } from '../reading/picture.js'
import { mnistTask } from '../task.js'
import { boxBlur, dilate } from './filters.js'

/** Pixels along the side of an image of MNIST, and of the square that its ink was fitted into. */
const [, SIDE] = mnistTask.imageShape
const FIT = 20
/** MNIST has the center of mass at the middle of pixel 14, counted from 0. */
const CENTER = 14.5

/**
 * Brings ink into the form of MNIST: fitted, aspect kept and edges smooth, into 20 × 20 pixels, and its center of mass moved, by
 * whole pixels, to the center of the image.
 *
 * LeCun, Y., Cortes, C. and Burges, C. J. C. The MNIST database of handwritten digits.
 *
 * @param ink 0 (paper) to 1 (ink); the picture ends where it ends
 * @returns bytes 0–255: [height × width]; null where there is no ink
 */
export function normalizeDigit(ink: Plane): Uint8Array | null {
  const fine = thickened(ink)
  const bounds = inkBounds(fine, 0.1)
  if (!bounds) return null
  const { left, right, top, bottom } = bounds
  const scale = FIT / Math.max(right - left, bottom - top)
  const fitted = resample(
    fine,
    bounds,
    Math.max(1, Math.round((right - left) * scale)),
    Math.max(1, Math.round((bottom - top) * scale)),
  )
  let [mass, mx, my] = [0, 0, 0]
  for (let y = 0; y < fitted.height; y++)
    for (let x = 0; x < fitted.width; x++) {
      const value = fitted.data[y * fitted.width + x]!
      mass += value
      mx += value * (x + 0.5)
      my += value * (y + 0.5)
    }
  if (mass === 0) return null
  const place = (center: number, size: number) => Math.min(SIDE - size, Math.max(0, Math.round(CENTER - center)))
  const [dx, dy] = [place(mx / mass, fitted.width), place(my / mass, fitted.height)]
  const image = new Uint8Array(SIDE * SIDE)
  for (let y = 0; y < fitted.height; y++)
    for (let x = 0; x < fitted.width; x++)
      image[(y + dy) * SIDE + x + dx] = Math.round(255 * Math.min(1, Math.max(0, fitted.data[y * fitted.width + x]!)))
  return image
}

/** MNIST's pens are 2 to 4 pixels wide once fitted; thinner lines than this would be pale there, and are drawn again. */
const THINNEST = 1.7
const THICKENED = 2.4

function thickened(ink: Plane): Plane {
  const bounds = inkBounds(ink, 0.5)
  if (!bounds) return ink
  const scale = FIT / Math.max(bounds.right - bounds.left, bounds.bottom - bounds.top)
  const width = strokeWidth(ink)
  if (scale > 0.7 || width * scale >= THINNEST) return ink
  const radius = Math.round((THICKENED / scale - width) / 2)
  return radius < 1 ? ink : boxBlur(dilate(margined(ink, radius + 1), radius), 1)
}

/** The mean width of strokes: twice the area by the length of the outline, whose steps make slopes longer than they are. */
function strokeWidth({ data, width, height }: Plane): number {
  let [area, outline] = [0, 0]
  const paper = (x: number, y: number) =>
    x < 0 || y < 0 || x >= width || y >= height || data[y * width + x]! < 0.5 ? 1 : 0
  for (let y = 0; y < height; y++)
    for (let x = 0; x < width; x++) {
      if (paper(x, y)) continue
      area++
      outline += paper(x - 1, y) + paper(x + 1, y) + paper(x, y - 1) + paper(x, y + 1)
    }
  return (1.2 * 2 * area) / Math.max(1, outline)
}

function margined({ data, width, height }: Plane, margin: number): Plane {
  const result = plane(width + 2 * margin, height + 2 * margin)
  for (let y = 0; y < height; y++)
    result.data.set(data.subarray(y * width, (y + 1) * width), (y + margin) * result.width + margin)
  return result
}

interface Bounds {
  readonly left: number
  readonly right: number
  readonly top: number
  readonly bottom: number
}

function inkBounds({ data, width, height }: Plane, threshold: number): Bounds | null {
  let [left, right, top, bottom] = [width, 0, height, 0]
  for (let y = 0; y < height; y++)
    for (let x = 0; x < width; x++)
      if (data[y * width + x]! >= threshold) {
        left = Math.min(left, x)
        right = Math.max(right, x + 1)
        top = Math.min(top, y)
        bottom = y + 1
      }
  return right > left ? { left, right, top, bottom } : null
}

/** The mean of the ink under each pixel of a grid laid over the bounds; between pixels where the grid is finer. */
function resample(image: Plane, { left, right, top, bottom }: Bounds, width: number, height: number): Plane {
  const across = coverage(left, right, width, image.width)
  const down = coverage(top, bottom, height, image.height)
  const narrow = plane(width, image.height)
  for (let y = 0; y < image.height; y++)
    for (let x = 0; x < width; x++) {
      let sum = 0
      for (const [from, share] of across[x]!) sum += share * image.data[y * image.width + from]!
      narrow.data[y * width + x] = sum
    }
  const result = plane(width, height)
  for (let y = 0; y < height; y++)
    for (const [from, share] of down[y]!)
      for (let x = 0; x < width; x++) result.data[y * width + x]! += share * narrow.data[from * width + x]!
  return result
}

/** For each of `count` cells from `start` to `end`, the source pixels under it and their shares. */
function coverage(start: number, end: number, count: number, limit: number): [from: number, share: number][][] {
  const size = (end - start) / count
  return Array.from({ length: count }, (_, cell) => {
    // A tent instead of a box where pixels become larger, so that slopes stay smooth.
    const [center, reach] = [start + (cell + 0.5) * size, Math.max(1, size)]
    const shares: [number, number][] = []
    let total = 0
    for (
      let from = Math.max(0, Math.floor(center - reach));
      from < Math.min(limit, Math.ceil(center + reach));
      from++
    ) {
      const share =
        size > 1
          ? Math.min(from + 1, center + size / 2) - Math.max(from, center - size / 2)
          : 1 - Math.abs(from + 0.5 - center)
      if (share <= 0) continue
      shares.push([from, share])
      total += share
    }
    return shares.map(([from, share]) => [from, share / total])
  })
}
