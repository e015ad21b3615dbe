import type { Box } from './picture.js'

/** Pixels of a level to one place that the finder answers for. */
export const STRIDE = 4
/** Classes of a place: ten digits, and none. */
export const NONE = 10
/** A sign that parts digits. */
export type Separator = '-' | '+' | '/' | '.' | ','
/** Signs that part digits, as the finder tells them beside the digits. */
export const separators: readonly Separator[] = ['-', '+', '/', '.', ',']
/** A place that shows none of them. */
export const NO_SEPARATOR = separators.length
/** The unit of distances and sizes that the finder answers in, in pixels. */
export const UNIT = 16
/** A digit is found at the level where its larger side has so many pixels; in a wider range nothing is asked. */
export const SIZES = { least: 14, most: 27, ignoredFrom: 11, ignoredTo: 34 } as const

/** Where a place is in pixels of its level. */
export function centerOf(place: number): number {
  return STRIDE * place + STRIDE / 2
}

/** The box that a place tells: offset of its middle and its size, in units. */
export function boxAt(column: number, row: number, told: readonly [number, number, number, number]): Box {
  const width = Math.max(1, told[2] * UNIT)
  const height = Math.max(1, told[3] * UNIT)
  return {
    x: centerOf(column) + told[0] * UNIT - width / 2,
    y: centerOf(row) + told[1] * UNIT - height / 2,
    width,
    height,
  }
}
