import { pullBack } from './backward.js'
import { batchFirst, batchLast } from './layout.js'
import { fixed, operation, type Tensor } from './tensor.js'
import { unfoldedAveragePool2d, unfoldedMaxPool2d } from './unfolded.js'
import { type Pads, type WindowOptions, windowAttributes, windowGrid } from './windows.js'

/** Options of a pool. */
export interface PoolOptions {
  readonly poolSize: readonly [number, number]
  readonly strides: readonly [number, number]
  readonly pads: Pads
}

/**
 * The largest value of each window of x [batch, channels, height, width]. Padding never wins; equal winners share the gradient.
 *
 * @returns [batch, channels, …, …]
 * @example ops.maxPool2d(x, { poolSize: [2, 2], strides: [2, 2], pads: [0, 0, 0, 0] })
 */
export function maxPool2d(x: Tensor, options: PoolOptions): Tensor {
  return operation('MaxPool', [x], {
    shape: pooledShape(x, options),
    attributes: poolAttributes(options),
    derivative: pooledDerivative(unfoldedMaxPool2d, options),
  })
}

/**
 * The mean of each window of x [batch, channels, height, width]; padding does not count.
 *
 * @returns [batch, channels, …, …]
 * @example ops.averagePool2d(x, { poolSize: [2, 2], strides: [2, 2], pads: [0, 0, 0, 0] })
 */
export function averagePool2d(x: Tensor, options: PoolOptions): Tensor {
  return operation('AveragePool', [x], {
    shape: pooledShape(x, options),
    attributes: { ...poolAttributes(options), count_include_pad: { int: 0 } },
    derivative: pooledDerivative(unfoldedAveragePool2d, options),
  })
}

function pooledDerivative(
  unfolded: (z: Tensor, window: WindowOptions) => Tensor,
  { poolSize, strides, pads }: PoolOptions,
) {
  const window = { size: poolSize, strides, pads }
  return (dy: Tensor, _: Tensor, x: Tensor) => pullBack(batchFirst(unfolded(batchLast(x), window)), dy, [x])
}

function poolAttributes({ poolSize, strides, pads }: PoolOptions) {
  const { kernel_shape, strides: steps, pads: around } = windowAttributes(poolSize[0], poolSize[1], strides, pads)
  return { kernel_shape, strides: steps, pads: around }
}

function pooledShape(x: Tensor, { poolSize, strides, pads }: PoolOptions) {
  return [x.shape[0]!, x.shape[1]!, ...windowGrid(fixed(x, 2), fixed(x, 3), poolSize, strides, pads)]
}
