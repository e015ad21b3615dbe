import * as v from 'valibot'
import { reshape } from '../graph/shape.js'
import { parseOptions } from '../options.js'
import type { Layer } from './layer.js'

/**
 * Lays all values of an example into one vector.
 *
 * Input shape any, output shape [product of the input's sizes].
 *
 * @example flatten()
 */
export function flatten(options: Record<string, never> = {}): Layer {
  const config = parseOptions('flatten', v.strictObject({}), options)
  const product = (shape: readonly number[]) => shape.reduce((total, size) => total * size, 1)
  return Object.freeze<Layer>({
    kind: 'flatten',
    config: Object.freeze(config),
    outputShape: inputShape => [product(inputShape)],
    weights: () => ({}),
    apply: x => reshape(x, [x.shape[0]!, product(x.shape.slice(1) as number[])]),
  })
}
