import { type Level, MARGIN } from './levels.js'
import type { Box } from './picture.js'
import { boxAt, NONE } from './places.js'

/** What the finder says of a level. */
export interface Told {
  readonly columns: number
  readonly rows: number
  /** Logits [11 × rows × columns]. */
  readonly classes: Float32Array
  /** Logits [6 × rows × columns]. */
  readonly separators: Float32Array
  /** [4 × rows × columns] */
  readonly boxes: Float32Array
}

/** A place that has seen a digit. */
export interface Sighting {
  /** In pixels of the picture. */
  readonly box: Box
  /** For each digit, and last for none. */
  readonly probabilities: Float32Array
  /** That there is any digit. */
  readonly score: number
  readonly level: number
}

/** Where a level shows digits: the places that see one rather than none. */
export function sightings(told: Omit<Told, 'separators'>, level: Level, index: number, least = 0.1): Sighting[] {
  const { columns, rows, classes } = told
  const places = columns * rows
  const seen: Sighting[] = []
  // The sum over ten digits is ten times the highest at most.
  const hopeless = Math.log((NONE * (1 - least)) / least)
  for (let at = 0; at < places; at++) {
    const none = classes[NONE * places + at]!
    let highest = Number.NEGATIVE_INFINITY
    for (let digit = 0; digit < NONE; digit++) highest = Math.max(highest, classes[digit * places + at]!)
    if (none - highest > hopeless) continue
    const probabilities = new Float32Array(NONE + 1)
    const shift = Math.max(none, highest)
    let total = 0
    for (let k = 0; k <= NONE; k++) total += probabilities[k] = Math.exp(classes[k * places + at]! - shift)
    for (let k = 0; k <= NONE; k++) probabilities[k]! /= total
    const score = 1 - probabilities[NONE]!
    if (score < least) continue
    seen.push({ box: toldBox(told, at, level), probabilities, score, level: index })
  }
  return seen
}

/** The box that a place of a level tells, in pixels of the picture. */
export function toldBox(
  { columns, rows, boxes }: Pick<Told, 'columns' | 'rows' | 'boxes'>,
  at: number,
  { scale }: Level,
): Box {
  const told = [0, 1, 2, 3].map(channel => boxes[channel * columns * rows + at]!) as [number, number, number, number]
  const { x, y, width, height } = boxAt(at % columns, Math.floor(at / columns), told)
  return { x: (x - MARGIN) / scale, y: (y - MARGIN) / scale, width: width / scale, height: height / scale }
}

/** A digit that several places, maybe of several levels, agree on. */
export interface Found extends Sighting {
  /** How many places, each counted by how sure it is. */
  readonly votes: number
  /** By which digits are ranked: how confident the most confident place is, and how many agree. */
  readonly strength: number
}

/**
 * Keeps the most confident sighting of each digit, and lets those that overlap it vote on its place and its name.
 *
 * @returns the strongest first
 */
export function suppress(seen: readonly Sighting[], overlap = 0.45): Found[] {
  const left = [...seen].sort((a, b) => b.score - a.score)
  const found: Found[] = []
  while (left.length > 0) {
    const best = left.shift()!
    const probabilities = new Float32Array(NONE + 1)
    let votes = 0
    const kept: Sighting[] = []
    let [x, y, width, height] = [0, 0, 0, 0]
    for (const other of [best, ...left]) {
      const share = overlapOf(best.box, other.box)
      if (other !== best && share.union < overlap && share.smaller < 0.8) {
        kept.push(other)
        continue
      }
      if (share.union < 0.4) continue
      const weight = other.score ** 2
      votes += weight
      x += weight * other.box.x
      y += weight * other.box.y
      width += weight * other.box.width
      height += weight * other.box.height
      for (let k = 0; k <= NONE; k++) probabilities[k]! += weight * other.probabilities[k]!
    }
    for (let k = 0; k <= NONE; k++) probabilities[k]! /= votes
    const box = { x: x / votes, y: y / votes, width: width / votes, height: height / votes }
    found.push({ ...best, box, probabilities, votes, strength: best.score * Math.log(1 + votes) })
    left.splice(0, left.length, ...kept)
  }
  return found.sort((a, b) => b.strength - a.strength)
}

/** The common area of two boxes, as a share of their union and of the smaller one. */
export function overlapOf(a: Box, b: Box): { readonly union: number; readonly smaller: number } {
  const width = Math.min(a.x + a.width, b.x + b.width) - Math.max(a.x, b.x)
  const height = Math.min(a.y + a.height, b.y + b.height) - Math.max(a.y, b.y)
  if (width <= 0 || height <= 0) return { union: 0, smaller: 0 }
  const common = width * height
  const [first, second] = [a.width * a.height, b.width * b.height]
  return { union: common / (first + second - common), smaller: common / Math.min(first, second) }
}
