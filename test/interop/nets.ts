import { ensemble } from '../../src/interop/ensemble.js'
import type { Activation } from '../../src/layers/activations.js'
import { padsOf } from '../../src/layers/padding.js'
import { networkFrom } from '../../src/model/configuration.js'
import type { Model } from '../../src/model/model.js'
import type { PlacedLayerConfig } from '../../src/model/modelConfig.js'
import { exportModel } from '../../src/model/modelFile.js'
import { modelFrom } from '../../src/model/modelFrom.js'
import { asPair, type Pair } from '../../src/options.js'
import { type Random, randomStream } from '../../src/random.js'
import { nodeRuntime } from '../../src/runtime/node.js'
import { imageSize, mnistTask, pixelShape, type Task } from '../../src/task.js'
import { initialParameters, parameterValues } from '../../src/training/parameters.js'

/** A model file with random numbers for all its weights: no bias is 0, no running variance 1. */
export function randomModel(network: Model, seed = 0, metadata: Parameters<typeof exportModel>[2] = {}): Uint8Array {
  const parameters = initialParameters(network, seed)
  const values = parameterValues(network, parameters)
  for (const { name, kind } of network.weights) {
    if (kind === 'kernel') continue
    const random = randomStream(seed, 'weights', name)
    const data = values[name]!.data as Float32Array
    const isScale = /gamma|Variance/.test(name)
    data.forEach((_, i) => {
      data[i] = isScale ? 0.5 + random.uniform() : 0.3 * random.normal()
    })
  }
  return exportModel(network, parameters, metadata)
}

/** An ensemble of a chain of layers and a net whose layers have names, both with random weights. */
export function randomEnsemble(): Uint8Array {
  const chain = networkFrom({
    layers: [
      { kind: 'maxPool2d', poolSize: 4 },
      { kind: 'flatten' },
      { kind: 'dense', units: 10, activation: 'softmax' },
    ],
  })
  return ensemble([randomModel(chain), randomModel(squeezedNet(), 1), randomModel(chain, 2)])
}

/** What a model file predicts, [images × classes]. */
export async function predictionsOf(
  model: Uint8Array,
  images: Uint8Array,
  task: Task = mnistTask,
): Promise<Float32Array> {
  const program = await nodeRuntime.compile(model, { threads: 1 })
  try {
    const shape = [images.length / imageSize(task), ...pixelShape(task)]
    return (await program.run({ image: { data: images, shape } })).probabilities!.data as Float32Array
  } finally {
    await program.dispose()
  }
}

/** The largest difference of two lists of numbers of the same length. */
export function largestDifference(a: Float32Array, b: Float32Array): number {
  if (a.length !== b.length) throw new Error(`expected ${a.length} numbers, received ${b.length}`)
  return a.reduce((largest, value, i) => Math.max(largest, Math.abs(value - b[i]!)), 0)
}

/** Images of random bytes. */
export function randomImages(count: number, task: Task = mnistTask): Uint8Array {
  const random = randomStream(0, 'images')
  return Uint8Array.from({ length: count * imageSize(task) }, () => random.integer(256))
}

const activations: readonly Activation[] = [
  'relu',
  'elu',
  'gelu',
  'silu',
  'tanh',
  'sigmoid',
  'leakyRelu',
  { kind: 'leakyRelu', slope: 0.1 },
] as const

/**
 * A net that follows from a number: layers of many kinds, and of the options that they have, some with branches.
 *
 * @param isCommon whether it has those layers only that one operator of ONNX stands for. Defaults to false.
 */
export function generatedNet(seed: number, isCommon = false): Model {
  const random = randomStream(seed, isCommon ? 'common' : 'net')
  const pick = <T>(...choices: readonly T[]): T => choices[random.integer(choices.length)]!
  const layers: PlacedLayerConfig[] = []
  layers.push(
    ...pick<PlacedLayerConfig[]>(
      [],
      [{ kind: 'cropping2d', cropping: 1 }],
      [
        { kind: 'zeroPadding2d', padding: [1, 0] },
        { kind: 'cropping2d', cropping: unevenSides },
      ],
    ),
  )
  const blocks = 2 + random.integer(2)
  for (let block = 0; block < blocks; block++) layers.push(...blockOf(block, random, pick, isCommon))
  layers.push(...pick<() => PlacedLayerConfig[]>(flat, pooled(pick))())
  if (random.uniform() < 0.5)
    layers.push({ kind: isCommon ? 'batchNormalization' : pick('batchNormalization', 'layerNormalization') })
  layers.push({ kind: 'dropout', rate: 0.3 })
  if (random.uniform() < 0.5) layers.push({ kind: 'dense', units: 12, activation: pick(...activations) })
  layers.push({ kind: 'dense', units: 10, activation: 'softmax', useBias: pick(true, false) })
  return modelFrom({ preprocessing: pick('normalize', 'standardize'), layers })
}

const unevenSides = [
  [1, 0],
  [0, 2],
]

type Pick = <T>(...choices: readonly T[]) => T

function blockOf(block: number, random: Random, pick: Pick, isCommon: boolean): PlacedLayerConfig[] {
  const filters = 3 + random.integer(4)
  // So small that a window might not fit.
  const padding = (drawn: string) => (isCommon && block > 0 ? 'same' : drawn)
  const options = {
    padding: padding(pick('same', 'valid')),
    activation: pick(...activations),
    useBias: pick(true, false),
  }
  const convolutions: PlacedLayerConfig[] = [
    { kind: 'conv2d', filters, kernelSize: pick<number | number[]>(3, [3, 2], 5), strides: pick(1, 2), ...options },
    { kind: 'depthwiseConv2d', kernelSize: 3, depthMultiplier: pick(1, 3), ...options },
    { kind: 'separableConv2d', filters, kernelSize: 3, depthMultiplier: pick(1, 2), ...options },
    { kind: 'conv2dTranspose', filters, kernelSize: pick(2, 3, 4), strides: pick(1, 2), ...options },
  ]
  const convolution = pick(...convolutions.slice(0, isCommon ? 2 : 4))
  const branch: PlacedLayerConfig[] = [
    { kind: 'conv2d', name: `stem${block}`, filters, kernelSize: 3, padding: 'same' },
    {
      kind: 'conv2d',
      name: `branch${block}`,
      filters,
      kernelSize: 3,
      padding: 'same',
      activation: pick(...activations),
    },
    { kind: pick('add', 'concatenate'), inputs: [`stem${block}`, `branch${block}`] },
  ]
  const norms: PlacedLayerConfig[][] = [
    [{ kind: 'batchNormalization', epsilon: 1e-4 }],
    [],
    [{ kind: 'layerNormalization' }],
    [{ kind: 'layerNormalization', axis: [1, 2, 3], center: false }],
  ]
  const norm = pick(...norms.slice(0, isCommon ? 2 : 4))
  const pools: PlacedLayerConfig[][] = [
    [{ kind: 'maxPool2d', poolSize: 2, padding: padding(pick('same', 'valid')) }],
    [{ kind: 'averagePool2d', poolSize: 3, strides: 2, padding: padding(pick('same', 'valid')) }],
    [{ kind: 'upSampling2d', interpolation: pick('nearest', 'bilinear') }, { kind: 'maxPool2d' }],
  ]
  const pool = pick(...pools.slice(0, isCommon ? 2 : 3))
  return [
    ...(random.uniform() < 0.4 ? branch : [convolution]),
    ...norm,
    ...pool,
    { kind: 'activation', function: pick(...activations) },
  ]
}

const flat = (): PlacedLayerConfig[] => [{ kind: 'flatten' }]
const pooled = (pick: Pick) => (): PlacedLayerConfig[] => [
  { kind: pick('globalAveragePool2d', 'globalMaxPool2d') },
  { kind: 'dense', units: 8, activation: 'tanh' },
]

/** Squeeze-and-excitation blocks in a chain, twice the same one, and in a branch. */
export function squeezedNet(): Model {
  return modelFrom({
    layers: [
      { kind: 'conv2d', filters: 8, kernelSize: 3, strides: 2, activation: 'relu' },
      { kind: 'squeezeExcite', name: 'gate', ratio: 4 },
      { kind: 'squeezeExcite', name: 'again', sharedWith: 'gate' },
      { kind: 'squeezeExcite', name: 'wide', ratio: 1, inputs: 'again' },
      { kind: 'add', inputs: ['wide', 'again'] },
      { kind: 'flatten' },
      { kind: 'dense', units: 10, activation: 'softmax' },
    ],
  })
}

/** Whether a net has an average pool whose windows reach over the edge of the image. */
export function hasPaddedAverage({ layers }: Model): boolean {
  return layers.some(({ layer, inputShapes: [shape] }) => {
    if (layer.kind !== 'averagePool2d' || layer.config.padding !== 'same') return false
    const [window, strides] = [asPair(layer.config.poolSize as Pair), asPair(layer.config.strides as Pair)]
    return padsOf([shape![1]!, shape![2]!], window, strides, 'same').some(pad => pad > 0)
  })
}
