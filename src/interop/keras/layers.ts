import { ModelError } from '../../errors.js'
import type { Activation } from '../../layers/activations.js'
import type { LayerConfig } from '../../layers/catalog.js'
import type { ExampleShape, Layer } from '../../layers/layer.js'
import { show } from '../../options.js'
import { activationLayer, activationName, readActivationLayer } from './activations.js'
import type { KerasObject } from './object.js'
import { optionName, optionValue, readOption } from './options.js'

/** A layer that both sides have. */
interface Counterpart {
  readonly className: string
  /** Our options, which are called alike there but for their spelling. */
  readonly options: readonly string[]
  /** Options that only they have, with the one value that is what our layer does. */
  readonly fixed: Readonly<Record<string, unknown>>
}

const kernel = ['useBias', 'kernelInitializer', 'kernelRegularizer', 'biasRegularizer']
const windows = ['kernelSize', 'strides', 'padding', 'activation']
const depthwise = ['depthMultiplier', 'useBias', 'depthwiseInitializer', 'depthwiseRegularizer', 'biasRegularizer']
const lastChannels = { data_format: 'channels_last' }
const undilated = { ...lastChannels, dilation_rate: [1, 1] }
const pool: Omit<Counterpart, 'className'> = { options: ['poolSize', 'strides', 'padding'], fixed: lastChannels }
const globalPool = { options: [], fixed: { ...lastChannels, keepdims: false } }
const normalization = ['gammaRegularizer', 'betaRegularizer']

/** Layers by their kinds; those that are alike. `activation`, `reshape` and `squeezeExcite` have no single counterpart. */
const counterparts: Readonly<Record<string, Counterpart>> = {
  dense: { className: 'Dense', options: ['units', 'activation', ...kernel], fixed: {} },
  conv2d: {
    className: 'Conv2D',
    options: ['filters', ...windows, ...kernel],
    fixed: { ...undilated, groups: 1 },
  },
  depthwiseConv2d: { className: 'DepthwiseConv2D', options: [...windows, ...depthwise], fixed: undilated },
  separableConv2d: {
    className: 'SeparableConv2D',
    options: ['filters', ...windows, ...depthwise, 'pointwiseInitializer', 'pointwiseRegularizer'],
    fixed: undilated,
  },
  conv2dTranspose: {
    className: 'Conv2DTranspose',
    options: ['filters', ...windows, ...kernel],
    fixed: { ...undilated, output_padding: null },
  },
  maxPool2d: { className: 'MaxPooling2D', ...pool },
  averagePool2d: { className: 'AveragePooling2D', ...pool },
  globalMaxPool2d: { className: 'GlobalMaxPooling2D', ...globalPool },
  globalAveragePool2d: { className: 'GlobalAveragePooling2D', ...globalPool },
  upSampling2d: { className: 'UpSampling2D', options: ['size', 'interpolation'], fixed: lastChannels },
  zeroPadding2d: { className: 'ZeroPadding2D', options: ['padding'], fixed: lastChannels },
  cropping2d: { className: 'Cropping2D', options: ['cropping'], fixed: lastChannels },
  flatten: { className: 'Flatten', options: [], fixed: lastChannels },
  dropout: { className: 'Dropout', options: ['rate'], fixed: { noise_shape: null } },
  batchNormalization: {
    className: 'BatchNormalization',
    options: ['momentum', 'epsilon', ...normalization],
    fixed: { axis: -1, synchronized: false, renorm: false },
  },
  layerNormalization: {
    className: 'LayerNormalization',
    options: ['axis', 'epsilon', 'center', 'scale', ...normalization],
    fixed: { rms_scaling: false },
  },
  add: { className: 'Add', options: [], fixed: {} },
  average: { className: 'Average', options: [], fixed: {} },
  concatenate: { className: 'Concatenate', options: ['axis'], fixed: {} },
}

/** Options of theirs that change nothing of what a trained net predicts, and have no counterpart. */
const ignored = [
  ...['name', 'trainable', 'dtype', 'seed', 'bias_initializer', 'beta_initializer', 'gamma_initializer'],
  ...[
    'moving_mean_initializer',
    'moving_variance_initializer',
    'center',
    'scale',
    'renorm_momentum',
    'renorm_clipping',
  ],
]

/** Axes with the batch as 0: ours have the channels of an image at 1, theirs at the end. */
const axesOfImages = { toTheirs: [0, 3, 1, 2], toOurs: [0, 2, 3, 1] }

/**
 * The layers of Keras that compute what one of ours does, to be applied in their order. The first has its weights.
 *
 * @throws {ModelError} if Keras has none
 */
export function kerasLayers(
  name: string,
  { kind, ...config }: LayerConfig,
  shapes: readonly ExampleShape[],
): KerasObject[] {
  if (kind === 'activation') {
    expectVectorSoftmax(name, config.function as Activation, shapes[0]!)
    return [activationLayer(config.function as Activation)]
  }
  if (kind === 'reshape') return reshapeLayers(shapes[0]!, config.targetShape as readonly number[])
  const counterpart = counterparts[kind]
  if (!counterpart) throw new ModelError(`${name}: Keras has no layer ${kind}`)
  const { className, options, fixed } = counterpart
  const values = options.map(option => [optionName(option), optionValue(option, config[option])])
  const layer = { className, config: { ...Object.fromEntries(values), ...fixed, ...axisOf(kind, config, shapes[0]!) } }
  const activation = config.activation as Activation | undefined
  if (activation === undefined || activationName(activation)) {
    if (activation && kind !== 'dense') expectVectorSoftmax(name, activation, [0, 0, 0])
    return [layer]
  }
  return [layer, activationLayer(activation)]
}

/** What Keras composes `squeezeExcite` of: the mean of each channel, two dense layers, and the product with the image. */
export function squeezeExciteLayers(
  { kernelInitializer, kernelRegularizer }: Partial<Layer['config']>,
  [channels]: ExampleShape,
  units: number,
): KerasObject[] {
  const dense = (units: number, activation: Activation) =>
    kerasLayers('', { kind: 'dense', units, activation, useBias: true, kernelInitializer, kernelRegularizer }, [[1]])
  const pool = { className: 'GlobalAveragePooling2D', config: { ...lastChannels, keepdims: true } }
  return [pool, ...dense(units, 'relu'), ...dense(channels!, 'sigmoid'), { className: 'Multiply', config: {} }]
}

/** Softmax is along the last axis, which is another one of an image there. */
function expectVectorSoftmax(name: string, activation: Activation, { length }: ExampleShape): void {
  if (activation === 'softmax' && length !== 1)
    throw new ModelError(`${name}: expected a softmax of a vector, received one along the rows of an image`)
}

function axisOf(kind: string, { axis }: LayerConfig | Record<string, unknown>, { length: rank }: ExampleShape) {
  if (axis === undefined || kind === 'batchNormalization') return {}
  const theirs = [axis].flat().map(one => (rank === 3 ? axesOfImages.toTheirs[one as number]! : (one as number)))
  return { axis: Array.isArray(axis) ? theirs.sort((a, b) => a - b) : theirs[0] }
}

/** A shape is filled channel by channel here, pixel by pixel there: so theirs is reshaped with the channels first. */
function reshapeLayers(shape: ExampleShape, targetShape: readonly number[]): KerasObject[] {
  const permute = (dims: number[]): KerasObject => ({ className: 'Permute', config: { dims } })
  return [
    ...(shape.length === 3 ? [permute([3, 1, 2])] : []),
    { className: 'Reshape', config: { target_shape: targetShape } },
    ...(targetShape.length === 3 ? [permute([2, 3, 1])] : []),
  ]
}

/**
 * Our layer that computes what a layer of Keras does.
 *
 * @param rank of the examples that it is applied to
 * @throws {ModelError} if there is none, or if it has an option that there is none of here
 */
export function readLayer(name: string, layer: KerasObject, rank: number): LayerConfig {
  const activation = readActivationLayer(name, layer)
  if (activation) {
    if (rank !== 1 && activation === 'softmax')
      throw new ModelError(`${name}: expected a softmax of a vector, received one of the channels of an image`)
    return { kind: 'activation', function: activation }
  }
  const [kind, counterpart] =
    Object.entries(counterparts).find(([, { className }]) => className === layer.className) ?? []
  if (!kind || !counterpart) throw new ModelError(`${name}: there is no layer here for ${layer.className} of Keras`)
  const { options, fixed } = counterpart
  expectNoOthers(name, layer, options.map(optionName), normalized(fixed, rank))
  const values = options.flatMap(option => {
    const value =
      option === 'axis' ? ownAxis(name, layer, rank) : readOption(name, option, layer.config[optionName(option)])
    return value === undefined ? [] : [[option, value]]
  })
  const config: LayerConfig = { kind, ...Object.fromEntries(values) }
  if (rank !== 1 && config.activation === 'softmax')
    throw new ModelError(`${name}: expected a softmax of a vector, received one of the channels of an image`)
  return config
}

/** The one axis of channels, counted from either end. */
function normalized(fixed: Counterpart['fixed'], rank: number): Record<string, readonly unknown[]> {
  return Object.fromEntries(
    Object.entries(fixed).map(([option, value]) => {
      if (option === 'axis') return [option, [-1, rank, [rank], [-1]]]
      return [option, Array.isArray(value) ? [value, 1] : [value]]
    }),
  )
}

function expectNoOthers(
  name: string,
  { className, config }: KerasObject,
  known: readonly string[],
  fixed: Readonly<Record<string, readonly unknown[]>>,
): void {
  for (const [option, value] of Object.entries(config)) {
    if (known.includes(option) || ignored.includes(option)) continue
    const allowed = [...(fixed[option] ?? []), null, undefined]
    const isAllowed = allowed.some(one => JSON.stringify(one) === JSON.stringify(value))
    if (!isAllowed && (option in fixed || value !== false))
      throw new ModelError(
        `${name}: expected ${className} ${option in fixed ? `with ${option} ${show(fixed[option]![0])}` : `without ${option}`}, received ${show(value)}`,
      )
  }
}

function ownAxis(name: string, { className, config }: KerasObject, rank: number): number | number[] {
  const given = config.axis ?? -1
  const axes = [given].flat().map(axis => {
    const theirs = (axis as number) < 0 ? (axis as number) + rank + 1 : (axis as number)
    const own = rank === 3 ? axesOfImages.toOurs[theirs] : theirs
    if (!own || own > rank)
      throw new ModelError(`${name}: expected ${className} along an axis of the example, received ${show(axis)}`)
    return own
  })
  const theirs = [given].flat() as number[]
  if (theirs.some((axis, i) => i > 0 && axis <= theirs[i - 1]!))
    throw new ModelError(`${name}: expected axes of ${className} in ascending order, received ${show(given)}`)
  return axes.length > 1 ? axes : axes[0]!
}
