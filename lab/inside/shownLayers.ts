import { computed } from '@preact/signals'
import { readTrainedNetwork, readWeights } from '../../src/model/modelFile.js'
import type { PlacedLayer } from '../../src/model/placement.js'
import { currentModel } from '../model/current.js'

/** The kernels of a convolution: [filters, channels, height, width]. */
export interface Kernels {
  readonly data: Float32Array
  readonly shape: readonly number[]
}

/** A layer that is worth looking at. */
export interface ShownLayer {
  readonly name: string
  /** What it does, in a few words. */
  readonly about: string
  readonly outputShape: readonly number[]
  readonly kernels?: Kernels
  /** Whether it is shown from the start: what has gone through an activation tells the most. */
  readonly open: boolean
}

/** What stands between the pixels and the answer; undefined where there is no model, or it does not tell. */
export const shownLayers = computed<readonly ShownLayer[] | undefined>(() => {
  const model = currentModel.value
  if (!model?.metadata.configuration) return undefined
  const weights = readWeights(model.bytes)
  return readTrainedNetwork(model.bytes)
    .network.layers.filter(({ layer: { kind } }) => kind !== 'flatten' && kind !== 'dropout') // they change no number
    .map(placed => {
      const { name, layer, outputShape } = placed
      const kernels = layer.kind === 'conv2d' ? weights[`${name}.kernel`] : undefined
      const open =
        kernels?.shape[1] === 1 || layer.kind === 'activation' || (activationOf(placed) ?? 'linear') !== 'linear'
      return { name, about: describe(placed), outputShape, open, ...(kernels && { kernels }) }
    })
})

function describe(placed: PlacedLayer): string {
  const { inputs, inputShapes, outputShape } = placed
  const { kind, config } = placed.layer
  const activation = activationOf(placed)
  const then = activation === undefined || activation === 'linear' ? '' : `, then ${activation}`
  const size = (value: unknown) => (Array.isArray(value) ? value.join(' × ') : `${value} × ${value}`)
  switch (kind) {
    case 'conv2d':
      return `${config.filters} filters of ${size(config.kernelSize)} slide over ${channels(inputShapes[0]!)}${then}`
    case 'maxPool2d':
      return `the highest of each ${size(config.poolSize)} pixels stays`
    case 'averagePool2d':
      return `the mean of each ${size(config.poolSize)} pixels stays`
    case 'globalAveragePool2d':
      return 'the mean of each map stays'
    case 'batchNormalization':
      return 'each map brought to a common mean and spread'
    case 'activation':
      return config.function === 'relu' ? 'relu: what is below 0 becomes 0' : `${named(config.function)} of each value`
    case 'dense':
      return activation === 'softmax'
        ? `${outputShape[0]} sums, turned into probabilities by softmax`
        : `${outputShape[0]} sums over all that came before${then}`
    case 'add':
      return `the sum of ${inputs.join(' and ')}`
    case 'average':
      return `the mean of ${inputs.join(' and ')}`
    case 'concatenate':
      return `${inputs.join(' and ')}, side by side`
    default:
      return kind
  }
}

/** The activation that a layer brings along. */
function activationOf({ layer: { config } }: PlacedLayer): string | undefined {
  return config.activation === undefined ? undefined : named(config.activation)
}

function channels([count]: readonly number[]): string {
  return count === 1 ? 'the image' : `the ${count} maps`
}

function named(value: unknown): string {
  return typeof value === 'string' ? value : Object.values(value as object).join(' ')
}
