import * as v from 'valibot'
import { UsageError } from '../errors.js'
import type { Tensor } from '../graph/tensor.js'
import { parseOptions } from '../options.js'
import { expectSeveral, type MergeLayer } from './layer.js'

/** Describes a layer without options that joins inputs of one shape, value by value; a size of 1 is repeated to that of the others. */
export function valueWiseMerge(kind: string, options: object, merge: (xs: readonly Tensor[]) => Tensor): MergeLayer {
  const config = parseOptions(kind, v.strictObject({}), options)
  return Object.freeze<MergeLayer>({
    kind,
    config: Object.freeze(config),
    mergedShape(shapes) {
      const [first, ...others] = expectSeveral(kind, shapes)
      const largest = first!.map((size, axis) => Math.max(size, ...others.map(shape => shape[axis]!)))
      const fits = (shape: readonly number[]) =>
        shape.length === first!.length && shape.every((size, axis) => size === 1 || size === largest[axis])
      if (!shapes.every(fits))
        throw new UsageError(`${kind}: expected inputs of one shape, received ${shapes.map(show).join(' and ')}`)
      return largest
    },
    merge,
  })
}

const show = (shape: readonly number[]) => `[${shape.join(', ')}]`
