// Layers and the models that they make, with the types that these name.

export type {
  Attribute,
  Constant,
  ConstantData,
  Derivative,
  Dimension,
  DrawNoise,
  DType,
  Input,
  Operation,
  Shape,
  Tensor,
} from './graph/tensor.js'
export { type Interpolation, interpolations } from './graph/upsampling.js'
// Layers
export { type ActivationOptions, activation } from './layers/activation.js'
export { type Activation, type ActivationName, activationNames } from './layers/activations.js'
export { add } from './layers/add.js'
export { average } from './layers/average.js'
export { type BatchNormalizationOptions, batchNormalization } from './layers/batchNormalization.js'
export { anyLayerFrom, type LayerConfig, layerFrom } from './layers/catalog.js'
export { type ConcatenateOptions, concatenate } from './layers/concatenate.js'
export { type Conv2dOptions, conv2d } from './layers/conv2d.js'
export { type Conv2dTransposeOptions, conv2dTranspose } from './layers/conv2dTranspose.js'
export type { ConvolutionOptions } from './layers/convolution.js'
export { type Cropping2dOptions, cropping2d } from './layers/cropping2d.js'
export { type DenseOptions, dense } from './layers/dense.js'
export { type DepthwiseConv2dOptions, depthwiseConv2d } from './layers/depthwiseConv2d.js'
export { type DropoutOptions, dropout } from './layers/dropout.js'
export { flatten } from './layers/flatten.js'
export { globalAveragePool2d } from './layers/globalAveragePool2d.js'
export { globalMaxPool2d } from './layers/globalMaxPool2d.js'
export { type InitializedWeight, type Initializer, initializerNames } from './layers/initializers.js'
export type { BiasOptions, KernelOptions } from './layers/kernel.js'
export type {
  ExampleShape,
  Layer,
  MergeLayer,
  TrainingContext,
  WeightKind,
  WeightSpec,
} from './layers/layer.js'
export { type LayerNormalizationOptions, layerNormalization } from './layers/layerNormalization.js'
export type { NamedWeight, Network, TensorSpec, Tensors } from './layers/network.js'
export { inputTensors, weightTensors } from './layers/network.js'
export type { NormalizationOptions } from './layers/normalization.js'
export { type Padding, paddingNames } from './layers/padding.js'
export { averagePool2d, maxPool2d, type Pool2dOptions } from './layers/pooling.js'
export type { Regularizer } from './layers/regularizers.js'
export { type ReshapeOptions, reshape } from './layers/reshape.js'
export { type SeparableConv2dOptions, separableConv2d } from './layers/separableConv2d.js'
export type { AllSides, Sides } from './layers/sides.js'
export { type SqueezeExciteOptions, squeezeExcite } from './layers/squeezeExcite.js'
export { type UpSampling2dOptions, upSampling2d } from './layers/upSampling2d.js'
export { type ZeroPadding2dOptions, zeroPadding2d } from './layers/zeroPadding2d.js'
// Models
export { networkFrom } from './model/configuration.js'
export { type Model, type ModelOptions, model } from './model/model.js'
export type { InputConfig, ModelConfig, PlacedLayerConfig } from './model/modelConfig.js'
export type { PlacedLayer } from './model/placement.js'
export { type Preprocessing, preprocessingNames } from './model/preprocessing.js'
export { type Sequential, type SequentialOptions, sequential } from './model/sequential.js'
export { summary } from './model/summary.js'
export {
  type ApplyOptions,
  applyLayer,
  type InputOptions,
  type InputOrigin,
  input,
  type LayerOrigin,
  type SymbolicTensor,
} from './model/symbolicTensor.js'
// Options
export type { Pair } from './options.js'
export type { Random } from './random.js'
// Tasks
export { defineTask, type ImageShape, mnistTask, NO_CLASS, type Task } from './task.js'
