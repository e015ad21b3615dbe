import { encode } from 'fast-png'
import { shownPixels } from '../figures/shownPixels.js'
import type { Task } from '../task.js'
import { html, type Markup } from './html.js'
import type { ShownDigit } from './pageData.js'

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

/** @param images raw pixels of the test images, 0–255, ink high: [count, channels, height, width] */
export function createDigitSheet(images: Uint8Array, task: Task): DigitSheet {
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
          task,
          digits.map(({ index }) => index),
        ),
      )}">`,
  }
}

/** What a page's data say of the sheet. */
export function sheetData(
  { columns, digits }: DigitSheet,
  { imageShape, classes }: Task,
  measuredOn: 'test' | 'held-out' = 'test',
) {
  const [channels, imageHeight, imageWidth] = imageShape
  return { columns, digits, imageWidth, imageHeight, isColor: channels === 3, measuredOn, classes }
}

/** One picture of many images. */
function drawSprite(images: Uint8Array, task: Task, indices: readonly number[]): Uint8Array {
  const [, rows, side] = task.imageShape
  const width = columns * side
  const height = Math.max(1, Math.ceil(indices.length / columns)) * rows
  const channels = task.imageShape[0] === 3 ? 3 : 1
  const data = new Uint8Array(width * height * channels).fill(255)
  for (const [slot, index] of indices.entries()) {
    const shown = shownPixels(images, index, task)
    const left = (slot % columns) * side
    const top = Math.floor(slot / columns) * rows
    for (let row = 0; row < rows; row++) {
      const start = row * side * channels
      data.set(shown.data.subarray(start, start + side * channels), ((top + row) * width + left) * channels)
    }
  }
  return encode({ width, height, channels, depth: 8, data })
}

/** A PNG as an address that needs no network. */
export function dataUri(png: Uint8Array): string {
  let binary = ''
  for (let start = 0; start < png.length; start += 0x8000)
    binary += String.fromCharCode(...png.subarray(start, start + 0x8000))
  return `data:image/png;base64,${btoa(binary)}`
}
