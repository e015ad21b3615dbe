import { type Corruption, eachPixel, type GrayValues, randomSign, SIDE } from './corruption.js'

/** Where a pixel of the new image lies in the old one, seen from the center: [[xx, xy], [yx, yy]] · (x, y). */
export type Linear = readonly [xx: number, xy: number, yx: number, yy: number]

/** Radians. */
const [shearAngle, rotationAngle] = [0.4, 0.4]
/** Height and width that are left. */
const remaining = 0.7
/** Pixels, along each axis. */
const distance = 3

/** Slanted to either side: the lines of the new image run at an angle through the old one. */
export const shear: Corruption = {
  name: 'shear',
  apply(image, random) {
    const angle = randomSign(random) * shearAngle
    return transform(image, [1, -Math.sin(angle), 0, Math.cos(angle)])
  },
}

/** Smaller, about the center. */
export const scale: Corruption = {
  name: 'scale',
  apply: image => transform(image, [1 / remaining, 0, 0, 1 / remaining]),
}

/** Rotated about the center, to either side. */
export const rotate: Corruption = {
  name: 'rotate',
  apply(image, random) {
    const angle = randomSign(random) * rotationAngle
    return transform(image, [Math.cos(angle), -Math.sin(angle), Math.sin(angle), Math.cos(angle)])
  },
}

/** Moved along both axes, in one of four directions. */
export const translate: Corruption = {
  name: 'translate',
  apply: (image, random) =>
    transform(image, [1, 0, 0, 1], [randomSign(random) * distance, randomSign(random) * distance]),
}

/**
 * Draws an image anew from where a linear map about its center points, between four pixels by bilinear interpolation; 0 outside.
 *
 * @param map from the new image into the old one
 * @param offset [x, y], added in the old image, in pixels
 */
export function transform(image: GrayValues, map: Linear, offset: readonly [number, number] = [0, 0]): GrayValues {
  const [xx, xy, yx, yy] = map
  const center = (SIDE - 1) / 2
  const [left, top] = [center + offset[0], center + offset[1]]
  return eachPixel((row, column) => {
    const [x, y] = [column - center, row - center]
    return bilinear(image, left + xx * x + xy * y, top + yx * x + yy * y)
  })
}

function bilinear(image: GrayValues, x: number, y: number): number {
  const [left, top] = [Math.floor(x), Math.floor(y)]
  if (left < -1 || top < -1 || left >= SIDE || top >= SIDE) return 0
  const [fx, fy] = [x - left, y - top]
  return (
    (1 - fy) * ((1 - fx) * valueAt(image, top, left) + fx * valueAt(image, top, left + 1)) +
    fy * ((1 - fx) * valueAt(image, top + 1, left) + fx * valueAt(image, top + 1, left + 1))
  )
}

function valueAt(image: GrayValues, row: number, column: number): number {
  return row < 0 || column < 0 || row >= SIDE || column >= SIDE ? 0 : image[row * SIDE + column]!
}
