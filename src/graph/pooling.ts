import { type Pads, windowAttributes, windowGrid } from './convolution.js'
import { fixed, operation, type Tensor } from './tensor.js'

// For prediction: training computes `unfoldedMaxPool2d` and `unfoldedAveragePool2d`, which have derivatives.

export interface PoolOptions {
  readonly poolSize: readonly [number, number]
  readonly strides: readonly [number, number]
  readonly pads: Pads
}

/** The largest value of each window of x [batch, channels, height, width]. Padding never wins. */
export function maxPool2d(x: Tensor, options: PoolOptions): Tensor {
  return operation('MaxPool', [x], {
    shape: pooledShape(x, options),
    attributes: poolAttributes(options),
  })
}

/** The mean of each window of x [batch, channels, height, width]; padding does not count. */
export function averagePool2d(x: Tensor, options: PoolOptions): Tensor {
  return operation('AveragePool', [x], {
    shape: pooledShape(x, options),
    attributes: { ...poolAttributes(options), count_include_pad: { int: 0 } },
  })
}

function poolAttributes({ poolSize, strides, pads }: PoolOptions) {
  const { kernel_shape, strides: steps, pads: around } = windowAttributes(poolSize[0], poolSize[1], strides, pads)
  return { kernel_shape, strides: steps, pads: around }
}

function pooledShape(x: Tensor, { poolSize, strides, pads }: PoolOptions) {
  return [x.shape[0]!, x.shape[1]!, ...windowGrid(fixed(x, 2), fixed(x, 3), poolSize, strides, pads)]
}
