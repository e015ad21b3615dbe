import * as v from 'valibot'
import { UsageError } from '../errors.js'
import { add as sumOfTwo } from '../graph/elementwise.js'
import { parseOptions } from '../options.js'
import { expectSeveral, type MergeLayer } from './layer.js'

/**
 * The sum of several inputs, value by value: where a residual connection comes in again.
 *
 * Input shapes alike, output shape the same; a size of 1 is repeated to that of the others.
 *
 * @throws {UsageError} if there are fewer than two inputs, or if their shapes differ
 * @example add()
 */
export function add(options: Record<string, never> = {}): MergeLayer {
  const config = parseOptions('add', v.strictObject({}), options)
  return Object.freeze<MergeLayer>({
    kind: 'add',
    config: Object.freeze(config),
    mergedShape(shapes) {
      const [first, ...others] = expectSeveral('add', shapes)
      const largest = first!.map((size, axis) => Math.max(size, ...others.map(shape => shape[axis]!)))
      const fits = (shape: readonly number[]) =>
        shape.length === first!.length && shape.every((size, axis) => size === 1 || size === largest[axis])
      if (!shapes.every(fits))
        throw new UsageError(`add: expected inputs of one shape, received ${shapes.map(show).join(' and ')}`)
      return largest
    },
    merge: xs => xs.reduce((sum, x) => sumOfTwo(sum, x)),
  })
}

const show = (shape: readonly number[]) => `[${shape.join(', ')}]`
