import type { Random } from '../random.js'

/** Examples to learn from: raw pixels 0–255, 28 × 28 for each, and their labels 0–9. */
export interface LabelledImages {
  readonly images: Uint8Array
  readonly labels: Uint8Array
  readonly count: number
}

export const PIXELS = 28 * 28

/** Copies the examples at the given indices, one after the other. */
export function gather(
  source: LabelledImages,
  indices: Uint32Array,
  target: { readonly images: Uint8Array; readonly labels: Uint8Array },
): void {
  for (let i = 0; i < indices.length; i++) {
    const from = indices[i]! * PIXELS
    target.images.set(source.images.subarray(from, from + PIXELS), i * PIXELS)
    target.labels[i] = source.labels[indices[i]!]!
  }
}

/** Fills a mask with zeros, each with probability `rate` (to 1/65,536), and ones. */
export function drawMask(mask: Uint8Array, rate: number, random: Random): void {
  if (rate === 0.5) {
    tossCoins(mask, random)
    return
  }
  const bound = Math.round(rate * 65_536)
  for (let i = 0; i < mask.length; i += 2) {
    const bits = random.uint32()
    mask[i] = (bits & 0xffff) < bound ? 0 : 1
    if (i + 1 < mask.length) mask[i + 1] = bits >>> 16 < bound ? 0 : 1
  }
}

/** The usual rate of dropout needs one random bit for each value, so one number serves 32 of them. */
function tossCoins(mask: Uint8Array, random: Random): void {
  let bits = 0
  for (let i = 0; i < mask.length; i++) {
    if (i % 32 === 0) bits = random.uint32()
    mask[i] = bits & 1
    bits >>>= 1
  }
}
