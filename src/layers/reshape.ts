import * as v from 'valibot'
import { UsageError } from '../errors.js'
import { reshape as reshapeTensor } from '../graph/shape.js'
import { parseOptions } from '../options.js'
import type { ExampleShape, Layer } from './layer.js'

/** Options of `reshape`. */
export interface ReshapeOptions {
  /** The new shape of an example, the batch left out; one size may be -1, which stands for what is left. */
  readonly targetShape: readonly number[]
}

const expected = 'a list of positive integers, of which one may be -1'

const schema = v.strictObject({
  targetShape: v.pipe(
    v.array(v.number(expected), expected),
    v.check(
      sizes =>
        sizes.every(size => size === -1 || (Number.isInteger(size) && size > 0)) &&
        sizes.filter(size => size === -1).length <= 1,
      expected,
    ),
    v.transform((sizes): readonly number[] => Object.freeze(sizes)),
  ),
})

/**
 * The same values of each example under another shape.
 *
 * Input shape any, output shape `targetShape`.
 *
 * @throws {UsageError} if the option is no shape, or if the input has another number of values
 * @example reshape({ targetShape: [-1, 7, 7] })
 */
export function reshape(options: ReshapeOptions): Layer {
  const config = parseOptions('reshape', schema, options)
  const { targetShape } = config
  const outputShape = (inputShape: ExampleShape) => {
    const values = product(inputShape)
    const named = product(targetShape.filter(size => size !== -1))
    if (targetShape.includes(-1) ? values % named !== 0 : values !== named)
      throw new UsageError(
        `reshape: expected ${values} values as in [${inputShape.join(', ')}], received targetShape [${targetShape.join(', ')}]`,
      )
    return targetShape.map(size => (size === -1 ? values / named : size))
  }
  return Object.freeze<Layer>({
    kind: 'reshape',
    config: Object.freeze(config),
    outputShape,
    weights: () => ({}),
    apply: x => reshapeTensor(x, [x.shape[0]!, ...outputShape(x.shape.slice(1) as number[])]),
  })
}

const product = (shape: readonly number[]) => shape.reduce((total, size) => total * size, 1)
