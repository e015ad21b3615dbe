import * as v from 'valibot'
import { averagePool2d as averages, maxPool2d as maxima, type PoolOptions } from '../graph/pooling.js'
import { slice } from '../graph/shape.js'
import { fixed, sameShape, type Tensor } from '../graph/tensor.js'
import { asPair, oneOf, type Pair, pair, parseOptions } from '../options.js'
import { expectImage, type Layer, type TrainingContext } from './layer.js'
import { type Padding, paddingNames, windowPads, windowsAlong } from './padding.js'

/** Options of `maxPool2d` and `averagePool2d`. */
export interface Pool2dOptions {
  /** Height and width of the window, in pixels. Defaults to 2. */
  readonly poolSize?: Pair
  /** Step of the window, in pixels. Defaults to the window's size. */
  readonly strides?: Pair
  /** Defaults to `valid`. */
  readonly padding?: Padding
}

const schema = v.strictObject({
  poolSize: v.optional(pair, 2),
  strides: v.optional(pair),
  padding: v.optional(oneOf(paddingNames), 'valid'),
})

/**
 * Keeps the largest value of each window.
 *
 * Input shape [channels, height, width], output shape [channels, newHeight, newWidth].
 *
 * @throws {UsageError} if an option is unknown or out of range, or where the window does not fit into the image
 * @example maxPool2d({ poolSize: 2 })
 */
export function maxPool2d(options: Pool2dOptions = {}): Layer {
  return poolingLayer('maxPool2d', maximaOrOne, options)
}

/**
 * Keeps the mean of each window; padding does not count.
 *
 * Input shape [channels, height, width], output shape [channels, newHeight, newWidth].
 *
 * @throws {UsageError} if an option is unknown or out of range, or where the window does not fit into the image
 * @example averagePool2d({ poolSize: 2 })
 */
export function averagePool2d(options: Pool2dOptions = {}): Layer {
  return poolingLayer('averagePool2d', averages, options)
}

type Pool = (x: Tensor, options: PoolOptions, training?: TrainingContext) => Tensor

/** The largest value of each window, or where a training says so its value at one pixel: what strides would leave. */
function maximaOrOne(x: Tensor, options: PoolOptions, training?: TrainingContext): Tensor {
  const largest = maxima(x, options)
  if (!training?.stridedPooling) return largest
  const taken = maxima(x, { ...options, poolSize: [1, 1], pads: [0, 0, 0, 0] })
  const ranges = [2, 3].map(axis => ({ axis, start: 0, end: fixed(largest, axis) }))
  return sameShape(taken.shape, largest.shape) ? taken : slice(taken, ranges)
}

function poolingLayer(kind: string, pool: Pool, options: Pool2dOptions): Layer {
  const given = parseOptions(kind, schema, options)
  const config = { poolSize: given.poolSize, strides: given.strides ?? given.poolSize, padding: given.padding }
  const [poolSize, strides] = [asPair(config.poolSize), asPair(config.strides)]
  return Object.freeze<Layer>({
    kind,
    config: Object.freeze(config),
    outputShape(inputShape) {
      const [channels] = expectImage(kind, inputShape)
      return [channels, ...windowsAlong(kind, inputShape, poolSize, strides, config.padding)]
    },
    weights: () => ({}),
    apply: (x, _, training) =>
      pool(x, { poolSize, strides, pads: windowPads(x, poolSize, strides, config.padding) }, training),
  })
}
