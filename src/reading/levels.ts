import { normalizeContrast } from './contrast.js'
import { type Plane, plane } from './picture.js'
import { SIZES } from './places.js'
import { resample } from './resample.js'

/** A picture at one size, as the finder sees it. */
export interface Level {
  /** Pixels of the level to one of the picture. */
  readonly scale: number
  /** Its contrast, with a margin of nothing around it; sides are multiples of 8. */
  readonly field: Plane
}

/** Pixels around a level, so that a digit at the edge has as much around it as any other. */
export const MARGIN = 8
/** Sides of a field are multiples of this, so that the finder may halve them three times. */
const MULTIPLE = 8
/** How much finer each level is than the one before: a digit has the size that is asked for at two of them. */
const STEP = 1.4
/** A small picture is made so much larger at most, and a large one: what is smaller in that is no writing. */
const [UPSAMPLED, UPSAMPLED_LARGE, LARGE] = [2.5, 1.45, 100]

/**
 * The scales at which a picture is looked at, coarse to fine: from a digit that fills it to digits of a few pixels.
 *
 * @param largest the most pixels along the longer side of a level
 * @example scalesOf(280, 280, 400) // [0.096, 0.135, …]
 */
export function scalesOf(width: number, height: number, largest: number): number[] {
  const side = Math.max(width, height)
  const finest = Math.min(width, height) < LARGE ? UPSAMPLED : UPSAMPLED_LARGE
  const scales: number[] = []
  for (let scale = SIZES.most / side; scale <= finest && scale * side <= largest; scale *= STEP) scales.push(scale)
  return scales.length > 0 ? scales : [SIZES.most / side]
}

/**
 * Shows a picture to the finder at a scale.
 *
 * @param grayLevels 0–1
 */
export function levelOf(grayLevels: Plane, scale: number): Level {
  const width = Math.max(2, Math.round(grayLevels.width * scale))
  const height = Math.max(2, Math.round(grayLevels.height * scale))
  const contrast = normalizeContrast(resample(grayLevels, width, height))
  const padded = (size: number) => MULTIPLE * Math.ceil((size + 2 * MARGIN) / MULTIPLE)
  const field = plane(padded(width), padded(height))
  for (let y = 0; y < height; y++)
    field.data.set(contrast.data.subarray(y * width, (y + 1) * width), (y + MARGIN) * field.width + MARGIN)
  return { scale: width / grayLevels.width, field }
}
