import * as v from 'valibot'
import { UsageError } from '../errors.js'
import { layerNormalization as normalize } from '../graph/layerNormalization.js'
import { flag, parseOptions, positive } from '../options.js'
import type { ExampleShape, Layer } from './layer.js'
import { type NormalizationOptions, normalizationEntries, normalizationWeight } from './normalization.js'

/** Options of `layerNormalization`. */
export interface LayerNormalizationOptions extends NormalizationOptions {
  /**
   * The axis, or axes, normalized together, counted with the batch as axis 0. Defaults to 1: the channels of an image, the features
   * of a vector. (Keras counts channels last, so that its -1 is this 1.)
   */
  readonly axis?: number | readonly number[]
  /** Added to the variance. Defaults to 0.001, as in Keras. */
  readonly epsilon?: number
  /** Whether a trained offset, beta, is added. Defaults to true. */
  readonly center?: boolean
  /** Whether a trained scale, gamma, is multiplied in. Defaults to true. */
  readonly scale?: boolean
}

type Axis = NonNullable<LayerNormalizationOptions['axis']>

const isAxis = (value: unknown) => {
  const axes = [value].flat()
  const different = new Set(axes).size === axes.length
  return axes.length > 0 && different && axes.every(axis => Number.isInteger(axis) && (axis as number) > 0)
}

const axisSchema = v.pipe(
  v.custom<Axis>(isAxis, 'an axis from 1, or a list of different ones'),
  v.transform((axis): Axis => (typeof axis === 'number' ? axis : Object.freeze([...axis]))),
)

const schema = v.strictObject({
  axis: v.optional(axisSchema, 1),
  epsilon: v.optional(positive, 1e-3),
  center: v.optional(flag, true),
  scale: v.optional(flag, true),
  ...normalizationEntries,
})

/**
 * Gives the values of each example mean 0 and deviation 1, then a trained scale and offset (Ba, Kiros and Hinton 2016,
 * arXiv 1607.06450). No example sees another, so training and prediction compute the same.
 *
 * Input shape any, output shape the same.
 *
 * @throws {UsageError} if an option is unknown or out of range, or if the input has no such axis
 * @example layerNormalization({ axis: [1, 2, 3] }) // all values of an image together
 */
export function layerNormalization(options: LayerNormalizationOptions = {}): Layer {
  const config = parseOptions('layerNormalization', schema, options)
  const { epsilon, center, scale } = config
  const axes = [config.axis].flat().sort((a, b) => a - b) as number[]
  const sizes = (inputShape: ExampleShape) => axes.map(axis => inputShape[axis - 1]!)
  return Object.freeze<Layer>({
    kind: 'layerNormalization',
    config: Object.freeze(config),
    outputShape(inputShape) {
      if (axes.at(-1)! > inputShape.length)
        throw new UsageError(
          `layerNormalization: expected an input with axis ${axes.at(-1)}, received [${inputShape.join(', ')}] with axes 1 to ${inputShape.length}`,
        )
      return inputShape
    },
    weights: inputShape => ({
      ...(scale && { gamma: normalizationWeight(sizes(inputShape), 'ones', config.gammaRegularizer) }),
      ...(center && { beta: normalizationWeight(sizes(inputShape), 'zeros', config.betaRegularizer) }),
    }),
    apply: (x, { gamma, beta }) => normalize(x, { axes, epsilon, ...(gamma && { gamma }), ...(beta && { beta }) }),
  })
}
