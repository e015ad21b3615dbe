// The operators as one name, `ops`, so that they and the layers may be called alike, as in Keras. Each has its ONNX node, its shape
// rule and its derivative side by side.

export {
  elu,
  erf,
  gelu,
  leakyRelu,
  logSoftmax,
  logSumExp,
  relu,
  sigmoid,
  silu,
  softmax,
  softplus,
  tanh,
} from './activation.js'
export { clip, maximum, minimum, where } from './comparison.js'
export { concatenate } from './concatenation.js'
export { type ConvolutionOptions, conv2d } from './convolution.js'
export { depthwiseConv2d } from './depthwise.js'
export {
  absolute,
  add,
  cast,
  divide,
  equalMask,
  exp,
  greaterMask,
  log,
  multiply,
  negate,
  power,
  scale,
  sign,
  sqrt,
  square,
  subtract,
} from './elementwise.js'
export { takeAlongAxis } from './gather.js'
export { globalMean } from './globalPooling.js'
export { type LayerNormalizationOptions, layerNormalization } from './layerNormalization.js'
export { type GemmOptions, gemm, matmul } from './linear.js'
export { mean, sizeOf } from './mean.js'
export { drop, keepMask, noise } from './noise.js'
export {
  type BatchNormalizationOptions,
  type BatchNormalized,
  batchNormalization,
  movingAverage,
  normalizeChannels,
} from './normalization.js'
export { averagePool2d, maxPool2d, type PoolOptions } from './pooling.js'
export { fakeQuantize, fakeQuantizeWeights, roundStraightThrough } from './quantization.js'
export { argMax, expandLike, sum } from './reduction.js'
export { gridSample } from './sampling.js'
export { pad, type Range, reshape, shapeOf, slice, transpose } from './shape.js'
export { constant, input, integers, type OperationResult, operation, scalar } from './tensor.js'
export { conv2dTranspose, type TransposedConvolutionOptions } from './transposedConvolution.js'
export { type Factors, upsample2d } from './upsampling.js'
export type { Pads } from './windows.js'
