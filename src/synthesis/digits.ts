import { UsageError } from '../errors.js'
import { type Random, weightedChoice } from '../random.js'
import { allographs } from './allographs.js'
import type { Hand } from './hand.js'
import { fitted, writeOutlines } from './outlines.js'
import type { Stroke } from './pen.js'

/**
 * Writes a digit as a person might: one of the ways of writing it, with proportions, slant, curves and ends of its own.
 *
 * @param digit 0–9
 * @param options.allograph which way of writing it, its index in `allographs`. Defaults to one at random, common ones more often.
 * @param options.wobble how far points stray, as a share of the height. Default: 0.025
 * @param options.hand whose slant and proportions. Defaults to a new person's.
 * @returns strokes around the point (0, 0), the larger of height and width 1
 * @example digitStrokes(7, randomStream(seed, 'digit', index))
 */
export function digitStrokes(
  digit: number,
  random: Random,
  options: { readonly allograph?: number; readonly wobble?: number; readonly hand?: Hand } = {},
): Stroke[] {
  const ways = allographs[digit]
  if (!ways) throw new UsageError(`digitStrokes: expected digit to be 0–9, received ${digit}`)
  const { wobble = 0.025 } = options
  const way = options.allograph === undefined ? weightedChoice(ways, random) : ways[options.allograph]
  if (!way)
    throw new UsageError(`digitStrokes: expected allograph to be 0–${ways.length - 1}, received ${options.allograph}`)
  const [, ...outlines] = way
  return fitted(writeOutlines(outlines, random, { wobble, hand: options.hand }))
}
