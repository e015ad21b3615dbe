import { type Random, weightedChoice } from '../random.js'
import type { Separator } from '../reading/places.js'
import { type Hand, randomHand } from './hand.js'
import { fitted, type Outline, writeOutlines } from './outlines.js'
import type { Stroke } from './pen.js'

/** For each separator of numbers: its size beside digits of 100, how far below their middle it stands, and its strokes. */
const separators: Record<Separator, readonly [size: number, below: number, ...Outline[]]> = {
  '-': [60, 0, 'L 0,50 60,50'],
  '+': [60, 0, 'L 0,30 60,30', 'L 30,0 30,60'],
  '/': [120, 0, 'L 0,100 50~110,0'],
  '.': [1, 46, '0,0 1,1'],
  ',': [24, 52, '8,0 8,10 0,22'],
}

/** How often a sign is drawn, its size beside digits of 100, and its strokes; nothing round that could be a 0, nothing that could be a 1. */
const signs: readonly (readonly [weight: number, size: number, ...Outline[]])[] = [
  [1, 160, 'L 0,50 160,50'], // underline
  [1, 140, '0,50 20,44 40,52 60,44 80,52 100,44 120,52 140,46'], // wavy underline
  [3, 60, 'L 0,0 60,60', 'L 60,0 0,60'], // cross
  [2, 60, 'L 0,0 60,0', 'L 0,26 60,26'], // equals
  [2, 80, 'L 0,44 24,80 80,0'], // tick
  [1, 100, 'L 20,100 80,0', '16,14 6,24 14,36 26,26 17,13', '86,64 74,76 84,90 96,78 85,63'], // percent
  [2, 110, 'L 0,30 110,30', 'L 84,6 110,30 84,54'], // arrow right
  [1, 110, 'L 110,30 0,30', 'L 26,6 0,30 26,54'], // arrow left
  [1, 100, 'L 30,100 30,0', 'L 6,28 30,0 54,28'], // arrow up
  [1, 120, '34,0 6,26 0,60 6,94 34,120'], // (
  [1, 120, '0,0 28,26 34,60 28,94 0,120'], // )
  [1, 120, 'L 34,0 0,0 0,120 34,120'], // [
  [1, 120, 'L 0,0 34,0 34,120 0,120'], // ]
  [0.5, 120, '40,0 20,8 24,44 0,60 24,76 20,112 40,120'], // {
  [0.5, 120, '0,0 20,8 16,44 40,60 16,76 20,112 0,120'], // }
  [1, 50, '0,0 1,1', '0,50 1,51'], // colon
  [1, 80, '0,0 1,1', '40,0 41,1', '80,0 81,1'], // ellipsis
  [0.7, 60, '8,0 9,1', '8,40 8,50 0,60'], // semicolon
  [1, 26, 'L 0,0 0,26', 'L 16,0 16,26'], // quotes
  [1, 60, 'L 60,0 0,26 60,52'], // less
  [1, 60, 'L 0,0 60,26 0,52'], // greater
  [0.7, 60, '0,14 18,0 40,16 60,4'], // tilde
  [1, 90, 'L 20,0 12,90', 'L 56,0 48,90', 'L 0,30 70,30', 'L -4,62 66,62'], // hash
  [1, 60, 'L 30,0 30,60', 'L 4,14 56,46', 'L 56,14 4,46'], // asterisk
  [1, 90, '70,10 44,0 18,20 10,50 20,80 46,90 70,80', 'L 0,40 54,38', 'L 0,56 50,54'], // euro
  [0.7, 100, 'L 40,0 14,90 86,32 0,36 70,94 40,0'], // star
]

/**
 * Draws a sign that parts digits.
 *
 * @param options.hand whose writing. Defaults to a new person's.
 * @returns strokes beside digits 1 high around the point (0, 0): a dot stands near (0, 0.5)
 */
export function separatorStrokes(
  separator: Separator,
  random: Random,
  { hand = randomHand(random) }: { readonly hand?: Hand } = {},
): Stroke[] {
  const [size, below, ...outlines] = separators[separator]
  return written(outlines, size, random, hand).map(stroke =>
    stroke.map(point => ({ ...point, y: below / 100 + point.y })),
  )
}

/**
 * Draws a sign that stands beside digits or words: a tick, a bracket, a colon; none that parts digits.
 *
 * @param options.hand whose writing. Defaults to a new person's.
 * @returns strokes around the point (0, 0), as large as the sign is beside digits 1 high
 */
export function signStrokes(random: Random, { hand = randomHand(random) }: { readonly hand?: Hand } = {}): Stroke[] {
  const [, size, ...outlines] = weightedChoice(signs, random)
  return written(outlines, size, random, hand)
}

/** Strokes around the point (0, 0), about as large as outlines of a size are beside digits of 100. */
function written(outlines: readonly Outline[], size: number, random: Random, hand: Hand): Stroke[] {
  const scale = (size / 100) * Math.exp(0.2 * random.normal())
  const wobble = (size / 100) * (0.01 + 0.03 * random.uniform())
  return fitted(writeOutlines(outlines, random, { wobble, hand })).map(stroke =>
    stroke.map(point => ({ ...point, x: scale * point.x, y: scale * point.y })),
  )
}
