import { add as sumOfTwo } from '../graph/elementwise.js'
import type { MergeLayer } from './layer.js'
import { valueWiseMerge } from './valueWiseMerge.js'

/**
 * The sum of several inputs, value by value: where a residual connection comes in again.
 *
 * Input shapes alike, output shape the same; a size of 1 is repeated to that of the others.
 *
 * @throws {UsageError} if there are fewer than two inputs, or if their shapes differ
 * @example add()
 */
export function add(options: Record<string, never> = {}): MergeLayer {
  return valueWiseMerge('add', options, xs => xs.reduce((sum, x) => sumOfTwo(sum, x)))
}
