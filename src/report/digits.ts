import { encode } from 'fast-png'
import { html, type Markup } from './html.js'
import type { ShownDigit } from './pageData.js'

const side = 28
const columns = 32

/** Collects the digits that a page shows; one that is shown twice is kept once. */
export interface DigitSheet {
  readonly columns: number
  readonly digits: readonly ShownDigit[]
  /** Takes in a digit, and tells its place. */
  add(digit: ShownDigit): number
  /** The picture with all of them. */
  sprite(): Markup
}

/** @param images raw pixels of the test images, 0–255, ink high: [count, 28, 28] */
export function createDigitSheet(images: Uint8Array): DigitSheet {
  const digits: ShownDigit[] = []
  const places = new Map<number, number>()
  return {
    columns,
    digits,
    add(digit) {
      const known = places.get(digit.index)
      if (known !== undefined) return known
      places.set(digit.index, digits.length)
      return digits.push(digit) - 1
    },
    sprite: () =>
      html`<img id="sprite" hidden alt="" src="${dataUri(
        drawSprite(
          images,
          digits.map(({ index }) => index),
        ),
      )}">`,
  }
}

/** One picture of many digits, dark ink on white. */
function drawSprite(images: Uint8Array, indices: readonly number[]): Uint8Array {
  const width = columns * side
  const height = Math.max(1, Math.ceil(indices.length / columns)) * side
  const data = new Uint8Array(width * height).fill(255)
  for (const [place, index] of indices.entries()) {
    const left = (place % columns) * side
    const top = Math.floor(place / columns) * side
    for (let pixel = 0; pixel < side * side; pixel++) {
      const at = (top + Math.floor(pixel / side)) * width + left + (pixel % side)
      data[at] = 255 - images[index * side * side + pixel]!
    }
  }
  return encode({ width, height, channels: 1, depth: 8, data })
}

/** A PNG as an address that needs no network. */
export function dataUri(png: Uint8Array): string {
  let binary = ''
  for (let start = 0; start < png.length; start += 0x8000)
    binary += String.fromCharCode(...png.subarray(start, start + 0x8000))
  return `data:image/png;base64,${btoa(binary)}`
}
