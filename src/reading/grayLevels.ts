import { chooseGrayscale, toGrayLevels } from './grayscale.js'
import type { Picture, Plane } from './picture.js'

/** A picture's gray levels are kept with so many pixels along the longer side at most. */
const LARGEST = 1600

/** A picture in the one grayscale in which its ink stands out most. */
export interface GrayLevels {
  /** 0–1. */
  readonly grayLevels: Plane
  /** Pixels of the picture along the side of one of these. */
  readonly factor: number
}

/**
 * Reads the gray levels of a picture.
 *
 * @throws {UsageError} if the data do not fit width and height
 */
export function readGrayLevels(picture: Picture): GrayLevels {
  const gray = chooseGrayscale(picture)
  const factor = Math.max(1, Math.floor(Math.max(picture.width, picture.height) / LARGEST))
  const grayLevels = toGrayLevels(picture, gray, factor)
  for (let i = 0; i < grayLevels.data.length; i++) grayLevels.data[i]! /= 255
  return { grayLevels, factor }
}
