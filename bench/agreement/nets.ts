import type { ModelConfig } from '../../src/model/modelConfig.js'

/** A loss as data: its kind, its options, and for `weightedSum` its parts. */
export interface LossConfig {
  readonly kind: string
  readonly parts?: readonly { readonly loss: LossConfig; readonly weight: number }[]
  readonly [option: string]: unknown
}

export interface TriedNet {
  readonly name: string
  /** First weights, batches and noise follow from it. One is chosen with which no gradient all but vanishes, see `agreement.py`. */
  readonly seed: number
  readonly model: ModelConfig
  readonly loss: LossConfig
  /** Whether examples count unequally. */
  readonly sampleWeights?: boolean
}

const image = { name: 'image', shape: [1, 8, 8] }
const color = { name: 'image', shape: [3, 8, 8] }
const labels: LossConfig = { kind: 'sparseCategoricalCrossentropy' }
const classes = (units: number) => ({ kind: 'dense', units, activation: 'softmax' })

/** Ten nets that together have every kind of layer, every activation function and every loss. */
export const triedNets: readonly TriedNet[] = [
  {
    name: 'perceptron',
    seed: 0,
    model: {
      inputs: [image],
      layers: [
        { kind: 'flatten' },
        { kind: 'dense', units: 5, activation: 'tanh', kernelRegularizer: { l2: 0.01 } },
        { kind: 'dense', units: 4, activation: { kind: 'elu', alpha: 0.8 }, biasRegularizer: { l1: 0.02 } },
        classes(4),
      ],
    },
    loss: labels,
  },
  {
    name: 'convolutional',
    seed: 1,
    model: {
      inputs: [color],
      layers: [
        { kind: 'conv2d', filters: 3, kernelSize: 3, activation: 'relu' },
        { kind: 'maxPool2d', poolSize: 2 },
        { kind: 'conv2d', filters: 4, kernelSize: 2, padding: 'same', activation: 'leakyRelu' },
        { kind: 'flatten' },
        classes(3),
      ],
    },
    loss: { ...labels, labelSmoothing: 0.1 },
  },
  {
    name: 'separable',
    seed: 1,
    model: {
      inputs: [color],
      layers: [
        { kind: 'depthwiseConv2d', kernelSize: 3, strides: 2, padding: 'same', depthMultiplier: 2, activation: 'gelu' },
        { kind: 'separableConv2d', filters: 5, kernelSize: [3, 2], activation: 'silu' },
        { kind: 'globalAveragePool2d' },
        classes(4),
      ],
    },
    loss: { kind: 'categoricalCrossentropy' },
  },
  {
    name: 'residual',
    seed: 3,
    model: {
      inputs: [image],
      layers: [
        { kind: 'conv2d', name: 'stem', filters: 4, kernelSize: 3, padding: 'same', useBias: false },
        { kind: 'batchNormalization', momentum: 0.8 },
        { kind: 'activation', function: 'relu' },
        { kind: 'conv2d', name: 'branch', filters: 4, kernelSize: 3, padding: 'same', useBias: false },
        { kind: 'add', inputs: ['stem', 'branch'] },
        { kind: 'average', inputs: ['stem', 'add'] },
        { kind: 'batchNormalization', name: 'last', epsilon: 0.01 },
        { kind: 'activation', name: 'out', function: { kind: 'leakyRelu', slope: 0.1 } },
        { kind: 'globalMaxPool2d' },
        classes(3),
      ],
    },
    loss: labels,
    sampleWeights: true,
  },
  {
    name: 'autoencoder',
    seed: 3,
    model: {
      inputs: [image],
      layers: [
        { kind: 'conv2d', filters: 2, kernelSize: 3, strides: 2, padding: 'same', activation: 'elu' },
        { kind: 'flatten' },
        { kind: 'dense', units: 8, activation: 'tanh' },
        { kind: 'reshape', targetShape: [2, 2, -1] },
        { kind: 'conv2dTranspose', filters: 3, kernelSize: 3, strides: 2, padding: 'same', activation: 'silu' },
        { kind: 'conv2dTranspose', filters: 1, kernelSize: 4, strides: 2, padding: 'same', activation: 'sigmoid' },
      ],
    },
    loss: { kind: 'binaryCrossentropy' },
  },
  {
    name: 'fullyConvolutional',
    seed: 0,
    model: {
      inputs: [image],
      layers: [
        { kind: 'conv2d', name: 'fine', filters: 3, kernelSize: 3, padding: 'same', activation: 'relu' },
        { kind: 'maxPool2d', poolSize: 3, strides: 2, padding: 'same' },
        { kind: 'conv2d', name: 'coarse', filters: 4, kernelSize: 3, padding: 'same', activation: 'tanh' },
        { kind: 'upSampling2d', size: 2, interpolation: 'bilinear' },
        { kind: 'concatenate', inputs: ['fine', 'upSampling2d'] },
        { kind: 'conv2d', name: 'head', filters: 4, kernelSize: 1 },
      ],
    },
    loss: { kind: 'positionCrossentropy', fromLogits: true, classWeights: [0.5, 1, 2, 1.5] },
  },
  {
    name: 'attentive',
    seed: 0,
    model: {
      inputs: [color],
      layers: [
        {
          kind: 'zeroPadding2d',
          padding: [
            [0, 1],
            [2, 1],
          ],
        },
        { kind: 'cropping2d', cropping: [1, 0] },
        { kind: 'conv2d', filters: 4, kernelSize: 3, strides: [2, 1] },
        { kind: 'layerNormalization' },
        { kind: 'activation', function: 'gelu' },
        { kind: 'squeezeExcite', ratio: 2 },
        { kind: 'averagePool2d', poolSize: 3, strides: 2, padding: 'same' },
        { kind: 'flatten' },
        { kind: 'dense', units: 2 },
      ],
    },
    loss: { kind: 'meanSquaredError' },
  },
  {
    name: 'noisy',
    seed: 0,
    model: {
      inputs: [image],
      layers: [
        { kind: 'conv2d', filters: 4, kernelSize: 3, activation: 'relu', kernelRegularizer: { l1: 0.001, l2: 0.002 } },
        { kind: 'dropout', rate: 0.25 },
        { kind: 'averagePool2d', poolSize: 2 },
        { kind: 'flatten' },
        { kind: 'dense', units: 6, activation: 'tanh' },
        { kind: 'dropout', rate: 0.5 },
        classes(4),
      ],
    },
    loss: labels,
  },
  {
    name: 'shared',
    seed: 0,
    model: {
      inputs: [
        { name: 'left', shape: [1, 8, 8] },
        { name: 'right', shape: [1, 8, 8] },
      ],
      layers: [
        { kind: 'conv2d', name: 'tower', filters: 3, kernelSize: 3, strides: 2, activation: 'relu', inputs: 'left' },
        { kind: 'conv2d', name: 'twin', sharedWith: 'tower', inputs: 'right' },
        { kind: 'concatenate', axis: 3, inputs: ['tower', 'twin'] },
        { kind: 'flatten' },
        { kind: 'dense', name: 'trunk', units: 5, activation: 'gelu' },
        { kind: 'dense', name: 'distance', units: 1, inputs: 'trunk' },
        { kind: 'dense', name: 'relation', units: 3, inputs: 'trunk' },
      ],
      outputs: ['distance', 'relation'],
    },
    loss: {
      kind: 'weightedSum',
      parts: [
        { loss: { kind: 'huber', output: 'distance', delta: 0.5 }, weight: 2 },
        { loss: { ...labels, output: 'relation', fromLogits: true }, weight: 0.5 },
      ],
    },
  },
  {
    name: 'growing',
    seed: 0,
    model: {
      inputs: [color],
      layers: [
        { kind: 'averagePool2d', poolSize: 4 },
        { kind: 'conv2dTranspose', filters: 3, kernelSize: 2, strides: 3, activation: 'leakyRelu' },
        { kind: 'layerNormalization', axis: [1, 2, 3], center: false },
        { kind: 'upSampling2d', size: [1, 2] },
        { kind: 'separableConv2d', filters: 2, kernelSize: 3, depthMultiplier: 2, useBias: false },
        { kind: 'depthwiseConv2d', kernelSize: 2, strides: 2, activation: 'sigmoid' },
      ],
    },
    loss: { kind: 'meanAbsoluteError' },
  },
]
