import type { Component, Labels } from './components.js'

/** A stroke that is broader than this, of the line's height, may be of several digits. */
const BROAD = 0.7
/** The least width of a digit's part, of the line's height. */
const LEAST = 0.15

/**
 * Where a stroke may be cut between digits that touch: columns with less ink than those around them, the emptiest first, no two of
 * them near each other.
 *
 * @param width of the page, in squares
 * @param height of the line of writing, in squares
 * @returns columns, from the left; none where the stroke is no broader than one digit
 */
export function cutPlaces(labels: Labels, width: number, { label, box }: Component, height: number): number[] {
  if (box.width < BROAD * height) return []
  const ink = new Float32Array(box.width)
  for (let y = box.y; y < box.y + box.height; y++)
    for (let x = 0; x < box.width; x++) if (labels[y * width + box.x + x] === label) ink[x]! += 1
  const least = Math.max(2, Math.round(LEAST * height))
  const reach = Math.max(1, Math.round(0.05 * height))
  const smooth = ink.map((_, x) => {
    let sum = 0
    for (let i = x - reach; i <= x + reach; i++) sum += ink[Math.min(box.width - 1, Math.max(0, i))]!
    return sum
  })
  const columns = Array.from({ length: Math.max(0, box.width - 2 * least) }, (_, i) => i + least)
    .filter(x => smooth[x]! <= smooth[x - 1]! && smooth[x]! <= smooth[x + 1]!)
    .sort((a, b) => smooth[a]! - smooth[b]!)
  const most = Math.ceil((2.5 * box.width) / height)
  const chosen: number[] = []
  for (const x of columns)
    if (chosen.length < most && chosen.every(other => Math.abs(other - x) >= least)) chosen.push(x)
  return chosen.sort((a, b) => a - b).map(x => box.x + x)
}
