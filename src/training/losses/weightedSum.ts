import { UsageError } from '../../errors.js'
import { add, scale } from '../../graph/elementwise.js'
import type { Loss } from './loss.js'

/**
 * The sum of several losses, each times a weight: for a network with several outputs, or for one output that several things are
 * wanted of. A target that two of them read must have the same shape and type in both.
 *
 * @throws {UsageError} if there is no loss, or if two of them want different targets of the same name
 * @example weightedSum([
 *   { loss: positionCrossentropy({ output: 'classes' }), weight: 1 },
 *   { loss: huber({ output: 'boxes', target: 'box' }), weight: 0.5 },
 * ])
 * @see Kendall, Gal and Cipolla 2018, arXiv 1705.07115, equation 1
 */
export function weightedSum(parts: readonly { readonly loss: Loss; readonly weight: number }[]): Loss {
  if (parts.length === 0) throw new UsageError('weightedSum: expected at least 1 loss, received none')
  return {
    targets(outputs) {
      const specs = new Map(parts[0]!.loss.targets(outputs).map(spec => [spec.name, spec]))
      for (const spec of parts.slice(1).flatMap(({ loss }) => loss.targets(outputs))) {
        const before = specs.get(spec.name)
        if (before && JSON.stringify(before) !== JSON.stringify(spec))
          throw new UsageError(
            `weightedSum: expected one form of target ${spec.name}, received ${JSON.stringify([before, spec])}`,
          )
        specs.set(spec.name, spec)
      }
      return [...specs.values()]
    },
    apply: (outputs, targets) =>
      parts.map(({ loss, weight }) => scale(loss.apply(outputs, targets), weight)).reduce(add),
  }
}
