import { interpolations } from '../../../src/graph/upsampling.js'
import { type ActivationName, activationNames } from '../../../src/layers/activations.js'
import { type LayerConfig, type layerBuilders, layerFrom } from '../../../src/layers/catalog.js'
import { initializerNames } from '../../../src/layers/initializers.js'
import type { Layer } from '../../../src/layers/layer.js'
import { paddingNames } from '../../../src/layers/padding.js'
import { sequential } from '../../../src/model/sequential.js'
import { countWeights } from '../../../src/model/summary.js'
import { task } from '../../task.js'

/** How an option of a layer is asked for. */
export type LayerField = { readonly name: string; readonly label: string; readonly aside?: true } & (
  | { readonly sort: 'number'; readonly step?: number }
  | { readonly sort: 'pair' }
  | { readonly sort: 'choice'; readonly choices: readonly string[] }
  | { readonly sort: 'flag' }
)

/** The kinds that the form can ask for: a list of sizes, as `reshape` has, is beyond it. */
export type LayerKind = Exclude<keyof typeof layerBuilders, 'reshape'>

const activation: LayerField = { name: 'activation', label: 'activation', sort: 'choice', choices: activationNames }
const bias: LayerField = { name: 'useBias', label: 'bias', sort: 'flag', aside: true }
const initializer = (name: string, label: string): LayerField => ({
  name,
  label,
  sort: 'choice',
  choices: initializerNames,
  aside: true,
})
const kernel = [bias, initializer('kernelInitializer', 'first weights')]
const window: readonly LayerField[] = [
  { name: 'strides', label: 'strides', sort: 'pair', aside: true },
  { name: 'padding', label: 'padding', sort: 'choice', choices: paddingNames, aside: true },
]
const filters: LayerField = { name: 'filters', label: 'filters', sort: 'number' }
const kernelSize: LayerField = { name: 'kernelSize', label: 'kernel', sort: 'pair' }
const depth: LayerField = { name: 'depthMultiplier', label: 'for each channel', sort: 'number', aside: true }
const epsilon: LayerField = { name: 'epsilon', label: 'epsilon', sort: 'number', step: 0.0001, aside: true }
const pool: readonly LayerField[] = [{ name: 'poolSize', label: 'size', sort: 'pair' }, ...window]

/** What is asked of each kind; what stands aside is shown on demand. */
export const layerFields: Record<LayerKind, readonly LayerField[]> = {
  dense: [{ name: 'units', label: 'units', sort: 'number' }, activation, ...kernel],
  conv2d: [filters, kernelSize, activation, ...window, ...kernel],
  depthwiseConv2d: [
    kernelSize,
    activation,
    ...window,
    depth,
    bias,
    initializer('depthwiseInitializer', 'first weights'),
  ],
  separableConv2d: [
    filters,
    kernelSize,
    activation,
    ...window,
    depth,
    bias,
    initializer('depthwiseInitializer', 'first weights, depthwise'),
    initializer('pointwiseInitializer', 'first weights, pointwise'),
  ],
  conv2dTranspose: [filters, kernelSize, activation, ...window, ...kernel],
  maxPool2d: pool,
  averagePool2d: pool,
  globalMaxPool2d: [],
  globalAveragePool2d: [],
  upSampling2d: [
    { name: 'size', label: 'size', sort: 'pair' },
    { name: 'interpolation', label: 'interpolation', sort: 'choice', choices: interpolations },
  ],
  zeroPadding2d: [{ name: 'padding', label: 'padding', sort: 'pair' }],
  cropping2d: [{ name: 'cropping', label: 'cropping', sort: 'pair' }],
  activation: [{ ...activation, name: 'function', label: 'function' }],
  dropout: [{ name: 'rate', label: 'rate', sort: 'number', step: 0.05 }],
  batchNormalization: [{ name: 'momentum', label: 'momentum', sort: 'number', step: 0.01, aside: true }, epsilon],
  layerNormalization: [{ name: 'axis', label: 'axis', sort: 'number', aside: true }, epsilon],
  squeezeExcite: [{ name: 'ratio', label: 'ratio', sort: 'number' }, initializer('kernelInitializer', 'first weights')],
  flatten: [],
}

export const layerKinds = Object.keys(layerFields) as LayerKind[]

const relu: ActivationName = 'relu'
const firstOptions: Partial<Record<LayerKind, object>> = {
  conv2d: { filters: 32, kernelSize: 3, activation: relu },
  depthwiseConv2d: { kernelSize: 3, padding: 'same', activation: relu },
  separableConv2d: { filters: 32, kernelSize: 3, activation: relu },
  conv2dTranspose: { filters: 16, kernelSize: 2, strides: 2, activation: relu },
  dense: { units: 64, activation: relu },
  activation: { function: relu },
  dropout: { rate: 0.25 },
}

/** A layer of a kind, to begin with. */
export function newLayer(kind: LayerKind): LayerConfig {
  const { config } = layerFrom({ kind, ...firstOptions[kind] })
  return { kind, ...config }
}

/** What a row of the table says of its layer. */
export interface PlacedRow {
  /** Of one example; undefined from the first mistake on. */
  readonly shape?: readonly number[]
  readonly parameters?: number
  /** Why the layer is none, or does not fit here. */
  readonly error?: string
}

/** Puts layers behind one another as far as they fit. */
export function placeRows(configs: readonly LayerConfig[]): PlacedRow[] {
  let input: readonly number[] | undefined = task.imageShape
  const layers: Layer[] = []
  const rows = configs.map((config): PlacedRow => {
    try {
      if (config.name !== undefined || config.inputs !== undefined)
        throw new Error(
          'This layer has a name or names its inputs: nets that branch can be trained, but not edited here.',
        )
      const layer = layerFrom(config)
      layers.push(layer)
      if (!input) return {}
      const weights = Object.values(layer.weights(input))
      const shape = layer.outputShape(input)
      input = shape
      return { shape, parameters: countWeights(weights) }
    } catch (error) {
      input = undefined
      return { error: (error as Error).message }
    }
  })
  if (rows.some(({ error }) => error !== undefined)) return rows
  try {
    sequential(layers)
    return rows
  } catch (error) {
    // All fit one another, so it is the end that is wrong.
    return rows.map((row, index) => (index === rows.length - 1 ? { ...row, error: (error as Error).message } : row))
  }
}
