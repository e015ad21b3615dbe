import type { Digits } from '../../src/data/digits.js'
import { imagePixels } from '../task.js'

/** A digit that the user has named. */
export interface MyDigit {
  readonly id: string
  /** As the network sees it: bytes 0–255, ink bright: [height × width]. */
  readonly image: Uint8Array<ArrayBuffer>
  /** Its label, as the user said. */
  readonly label: number
  /** When it was kept, in milliseconds since 1970. */
  readonly at: number
}

/** Digits as training takes them. */
export function toDigits(digits: readonly Pick<MyDigit, 'image' | 'label'>[]): Digits {
  const images = new Uint8Array(digits.length * imagePixels)
  for (const [place, { image }] of digits.entries()) images.set(image, place * imagePixels)
  return { images, labels: Uint8Array.from(digits, ({ label }) => label), count: digits.length }
}
