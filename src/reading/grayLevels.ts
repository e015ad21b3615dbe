import type { Picture, Plane } from './picture.js'
import { chooseTone, tonesOf } from './tone.js'

/** A picture's tones are kept with so many pixels along the longer side at most. */
const LARGEST = 1600

/** A picture in the one tone in which its ink stands out most. */
export interface GrayLevels {
  /** 0–1. */
  readonly tones: Plane
  /** Pixels of the picture along the side of one of these. */
  readonly factor: number
}

/**
 * Reads the tones of a picture.
 *
 * @throws {UsageError} if the data do not fit width and height
 */
export function readGrayLevels(picture: Picture): GrayLevels {
  const tone = chooseTone(picture)
  const factor = Math.max(1, Math.floor(Math.max(picture.width, picture.height) / LARGEST))
  const tones = tonesOf(picture, tone, factor)
  for (let i = 0; i < tones.data.length; i++) tones.data[i]! /= 255
  return { tones, factor }
}
