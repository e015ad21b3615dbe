import { add, scale } from '../graph/elementwise.js'
import type { MergeLayer } from './layer.js'
import { valueWiseMerge } from './valueWiseMerge.js'

/**
 * The mean of several inputs, value by value: of the probabilities of several nets, what an ensemble of them says.
 *
 * Input shapes alike, output shape the same; a size of 1 is repeated to that of the others.
 *
 * @throws {UsageError} if there are fewer than two inputs, or if their shapes differ
 * @example average()
 */
export function average(options: Record<string, never> = {}): MergeLayer {
  return valueWiseMerge('average', options, xs =>
    scale(
      xs.reduce((sum, x) => add(sum, x)),
      1 / xs.length,
    ),
  )
}
