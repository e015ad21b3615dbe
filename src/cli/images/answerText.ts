import type { ImageSource } from './imageFiles.js'

// What the commands that answer images have in common in how they print.

/** Columns for the names, so that what follows stands in line; longer names put it out of line. */
export function nameWidth(sources: readonly ImageSource[]): number {
  return Math.min(
    40,
    sources.reduce((width, { name }) => Math.max(width, name.length), 0),
  )
}
