import type { LayerConfig } from '../layers/catalog.js'
import type { ExampleShape } from '../layers/layer.js'
import { equalTasks, mnistTask, type Task } from '../task.js'
import { nameMaker, type PlacedLayer } from './placement.js'
import type { Preprocessing } from './preprocessing.js'

/** An input of a model, as data. */
export interface InputConfig {
  readonly name: string
  readonly shape: ExampleShape
  readonly preprocessing?: Preprocessing
}

/** A layer in its place, as data: its kind and its options, or the layer that it applies again. */
export interface PlacedLayerConfig extends LayerConfig {
  /** Defaults to the layer's kind, numbered from the second of that kind. */
  readonly name?: string
  /** Names of inputs and layers that it is applied to. Defaults to the layer before it, for the first to the only input. */
  readonly inputs?: string | readonly string[]
  /** The name of a layer of the same kind that is applied again, with its options and its weights. */
  readonly sharedWith?: string
}

/** A model as data: what a configuration file holds and a saved model carries. */
export interface ModelConfig {
  /** What the raw pixels are of, and what the classes are called. Defaults to MNIST's digits. */
  readonly task?: Task
  /** Of the image, where no `inputs` are listed. Defaults to `standardize`. */
  readonly preprocessing?: Preprocessing
  /** Defaults to `image`, the raw pixels of the task. */
  readonly inputs?: readonly InputConfig[]
  readonly layers: readonly PlacedLayerConfig[]
  /**
   * Names of layers by the names of the outputs, or layers that outputs are called by. Defaults to the last layer, called
   * `probabilities` where no `inputs` are listed.
   */
  readonly outputs?: Readonly<Record<string, string>> | readonly string[]
}

/** The shortest data that build a model again. */
export function modelConfig(
  inputs: readonly InputConfig[],
  layers: readonly PlacedLayer[],
  outputs: Readonly<Record<string, string>>,
  task: Task | undefined,
): ModelConfig {
  const own = task && !equalTasks(task, mnistTask) && { task }
  const configs = isSequence(inputs, layers) ? layers.map(layerConfig) : layers.map(placedLayerConfig)
  const [image] = inputs as [InputConfig]
  const isImage = task && inputs.length === 1 && image.name === 'image'
  if (!isImage || Object.keys(outputs).join() !== 'probabilities' || outputs.probabilities !== layers.at(-1)!.name)
    return Object.freeze({ ...own, inputs, layers: configs, outputs })
  return Object.freeze({ ...own, preprocessing: image.preprocessing!, layers: configs })
}

/** Whether each layer is applied to the one before it. */
export function isChain(inputs: readonly { readonly name: string }[], layers: readonly PlacedLayer[]): boolean {
  const before = [inputs[0]!, ...layers].map(({ name }) => name)
  return inputs.length === 1 && layers.every((layer, index) => layer.inputs.join() === before[index])
}

/** Whether names and inputs go without saying. */
function isSequence(inputs: readonly InputConfig[], layers: readonly PlacedLayer[]): boolean {
  const nextName = nameMaker([])
  return (
    isChain(inputs, layers) &&
    layers.every(({ name, layer, sharedWith }) => name === nextName(layer.kind) && sharedWith === undefined)
  )
}

function layerConfig({ layer: { kind, config } }: PlacedLayer): LayerConfig {
  return Object.freeze({ kind, ...config })
}

function placedLayerConfig(placed: PlacedLayer): PlacedLayerConfig {
  const { name, layer, inputs, sharedWith } = placed
  const options = sharedWith === undefined ? layer.config : { sharedWith }
  return Object.freeze({ kind: layer.kind, name, ...options, inputs })
}
