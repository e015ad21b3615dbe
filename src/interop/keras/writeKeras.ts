import { strToU8, zipSync } from 'fflate'
import { ModelError } from '../../errors.js'
import { bottleneckOf } from '../../layers/squeezeExcite.js'
import { outputLayer } from '../../model/logitsLayer.js'
import type { Model } from '../../model/model.js'
import { isChain } from '../../model/modelConfig.js'
import type { PlacedLayer } from '../../model/placement.js'
import type { ImageShape, Task } from '../../task.js'
import { parameterValues } from '../../training/parameters.js'
import { featureOrder, type Ordered } from '../featureOrder.js'
import { toTheirs } from '../order.js'
import { readTrainedModel, type TrainedModel } from '../trainedModel.js'
import { type Dataset, encodeHdf5 } from './hdf5.js'
import { layerOrder } from './layerOrder.js'
import { kerasLayers, squeezeExciteLayers } from './layers.js'
import { type KerasObject, serialized, snakeCase } from './object.js'
import { variablesOf } from './variables.js'

/** The version of Keras whose form the file has; every later one reads it. */
const KERAS_VERSION = '3.0.0'

/** Under this key, Keras's metadata.json carries what it has no place for. */
export const METADATA_KEY = 'mnist_digit_classifier'

/** ZIP has no time before this; the same model is always the same bytes. */
const mtime = new Date(1980, 0, 1)

/**
 * Writes a model file of this project in the format of Keras 3, `.keras`: configuration, weights as HDF5, and metadata. Keras's model takes raw
 * pixels 0–255, [batch, height, width, channels], and predicts the probabilities of the classes; a temperature is part of its weights.
 *
 * @param model an ONNX file that `mnist train` or `exportModel` wrote
 * @returns the bytes of a `.keras` file
 * @throws {ModelError} if the file is no classifier of this project, or has a layer that Keras has not
 * @example await writeFile('digits.keras', await exportKeras(classifier.model))
 */
export async function exportKeras(model: Uint8Array): Promise<Uint8Array> {
  const { config, weights, metadata } = describeKeras(readTrainedModel(model))
  const files = {
    'metadata.json': strToU8(JSON.stringify(metadata)),
    'config.json': strToU8(JSON.stringify(config)),
    'model.weights.h5': await encodeHdf5(weights),
  }
  return zipSync(files, { level: 0, mtime })
}

/** A layer in its place: `inputs` has a list of layers for each time that it is applied. */
interface Entry extends KerasObject {
  readonly name: string
  readonly calls: (readonly Output[])[]
  readonly isMerge: boolean
}

/** What a layer yields at one of its calls. */
interface Output {
  readonly entry: Entry
  readonly call: number
  /** Of an example, channels last. */
  readonly shape: readonly number[]
}

function describeKeras({ network, parameters, task, metadata }: TrainedModel) {
  const nameOf = nameMaker()
  const entries: Entry[] = []
  const add = (name: string, layer: KerasObject, isMerge = false): Entry => {
    const entry = { name: nameOf(name), ...layer, calls: [], isMerge }
    entries.push(entry)
    return entry
  }
  const image = add('image', inputLayer(task.imageShape))
  const rescaling = rescalingOf(network.config.preprocessing, task)
  const start = { entry: image, call: 0, shape: channelsLast(task.imageShape) }
  const scaled = call(add('rescaling', rescaling), [start], start.shape)
  const outputs = new Map<string, Output>([[network.inputs[0]!.name, scaled]])
  const layersOf = new Map<string, readonly Entry[]>()
  for (const placed of network.layers) {
    const { name, layer, inputShapes, sharedWith } = placed
    const own = sharedWith === undefined ? undefined : layersOf.get(sharedWith)
    if (layer.kind === 'squeezeExcite') {
      const [channels] = inputShapes[0] as [number]
      const units = bottleneckOf(channels, layer.config.ratio as number)
      const parts =
        own ??
        squeezeExciteLayers(layer.config, inputShapes[0]!, units).map((one, index) =>
          add(index === 3 ? name : `${name}_${['mean', 'squeeze', 'excite'][index]}`, one, index === 3),
        )
      layersOf.set(name, parts)
      const [mean, squeeze, excite, product] = parts as [Entry, Entry, Entry, Entry]
      const x = outputs.get(placed.inputs[0]!)!
      const squeezed = call(squeeze, [call(mean, [x], [1, 1, channels])], [1, 1, units])
      const factors = call(excite, [squeezed], [1, 1, channels])
      outputs.set(name, call(product, [x, factors], channelsLast(placed.outputShape)))
      continue
    }
    const applied =
      own ??
      kerasLayers(name, { kind: layer.kind, ...layer.config }, inputShapes).map((one, index) =>
        add(index === 0 ? name : `${name}_${snakeCase(one.className)}`, one, 'merge' in layer),
      )
    layersOf.set(name, applied)
    const inputs = placed.inputs.map(input => outputs.get(input)!)
    outputs.set(
      name,
      applied.reduce<readonly Output[]>((xs, entry) => [call(entry, xs, channelsLast(placed.outputShape))], inputs)[0]!,
    )
  }
  const last = outputs.get(outputLayer(network))!
  const isSequential =
    isChain(network.inputs, network.layers) && entries.every(({ calls, isMerge }) => calls.length <= 1 && !isMerge)
  const sorted = isSequential ? entries : layerOrder<Entry>(last)
  const weights = weightsOf(network, parameterValues(network, parameters) as Values, layersOf, pathsOf(sorted))
  return {
    config: isSequential ? sequentialConfig(sorted) : functionalConfig(sorted, image, last),
    weights,
    metadata: { keras_version: KERAS_VERSION, [METADATA_KEY]: { ...metadata, task } },
  }
}

type Values = Readonly<Record<string, { readonly data: Float32Array; readonly shape: readonly number[] }>>

function call(entry: Entry, inputs: readonly Output[], shape: readonly number[]): Output {
  entry.calls.push(inputs)
  return { entry, call: entry.calls.length - 1, shape }
}

function inputLayer(imageShape: ImageShape): KerasObject {
  return {
    className: 'InputLayer',
    config: { batch_shape: [null, ...channelsLast(imageShape)], dtype: 'float32', sparse: false },
  }
}

/** Raw pixels as the first layer takes them. */
function rescalingOf(preprocessing: string | undefined, { mean, deviation }: Task): KerasObject {
  const one = (values: readonly number[]) => (values.length === 1 ? values[0]! : values)
  const config =
    preprocessing === 'normalize'
      ? { scale: 1 / 255, offset: 0 }
      : {
          scale: one(deviation.map(value => 1 / (255 * value))),
          offset: one(mean.map((value, channel) => -value / deviation[channel]!)),
        }
  return { className: 'Rescaling', config }
}

const channelsLast = (shape: readonly number[]) => (shape.length === 3 ? [shape[1]!, shape[2]!, shape[0]!] : shape)

/** Names that differ; Keras allows no slash in them. */
function nameMaker(): (name: string) => string {
  const used = new Set<string>()
  return name => {
    const plain = name.replaceAll('/', '_')
    let [chosen, count] = [plain, 0]
    while (used.has(chosen)) chosen = `${plain}_${++count}`
    used.add(chosen)
    return chosen
  }
}

/** Where a file has the weights of each layer: under the name of its class, numbered from the second of a class. */
function pathsOf(entries: readonly Entry[]): Map<Entry, string> {
  const counts = new Map<string, number>()
  return new Map(
    entries.map(entry => {
      const name = snakeCase(entry.className)
      const count = counts.get(name) ?? 0
      counts.set(name, count + 1)
      return [entry, `layers/${count === 0 ? name : `${name}_${count}`}`]
    }),
  )
}

function weightsOf(
  network: Model,
  values: Values,
  layersOf: ReadonlyMap<string, readonly Entry[]>,
  paths: ReadonlyMap<Entry, string>,
): Map<string, Dataset> {
  const datasets = new Map<string, Dataset>()
  const ordered = new Map<string, Ordered>([[network.inputs[0]!.name, { shape: network.inputs[0]!.shape }]])
  for (const placed of network.layers) {
    const { name, layer, inputs, inputShapes, outputShape, weights } = placed
    const given = inputs.map((input, i) => ({ shape: inputShapes[i]!, order: ordered.get(input)!.order }))
    const order = featureOrder(name, layer.kind, given, outputShape)
    ordered.set(name, { shape: outputShape, order })
    expectSharedOrder(placed, given, ordered, network)
    const pathOf = (part: number) => paths.get(layersOf.get(name)![part]!)!
    for (const { weight, index, part, shape, order } of variablesOf(layer, weights, given[0]!.order))
      datasets.set(`${pathOf(part)}/vars/${index}`, { data: toTheirs(values[`${name}.${weight}`]!.data, order), shape })
    // Keras draws the noise of dropout from a state of its own, which some of its versions want to read.
    if (layer.kind === 'dropout')
      datasets.set(`${pathOf(0)}/seed_generator/vars/0`, { data: new Uint32Array(2), shape: [2] })
  }
  const last = outputLayer(network)
  if (ordered.get(last)!.order)
    throw new ModelError(`${last}: expected an output whose order Keras keeps, received a flattened image`)
  return datasets
}

/** Weights that are applied twice fit one order of features only. */
function expectSharedOrder(
  { name, sharedWith }: PlacedLayer,
  [given]: readonly Ordered[],
  ordered: ReadonlyMap<string, Ordered>,
  { layers }: Model,
): void {
  if (sharedWith === undefined) return
  const owner = layers.find(layer => layer.name === sharedWith)!
  const first = ordered.get(owner.inputs[0]!)!.order
  if (String(first) !== String(given!.order))
    throw new ModelError(`${name}: expected features in the same order as ${sharedWith}, whose weights it shares`)
}

function layerConfig({ name, className, config }: Entry): Record<string, unknown> {
  const own = className === 'InputLayer' ? config : { trainable: true, dtype: 'float32', ...config }
  return serialized('keras.layers', { className, config: { name, ...own } })
}

function sequentialConfig(entries: readonly Entry[]): Record<string, unknown> {
  const config = { name: 'sequential', trainable: true, dtype: 'float32', layers: entries.map(layerConfig) }
  return serialized('keras', { className: 'Sequential', config })
}

function functionalConfig(entries: readonly Entry[], input: Entry, output: Output): Record<string, unknown> {
  const layers = entries.map(entry => ({
    ...layerConfig(entry),
    name: entry.name,
    inbound_nodes: entry.calls.map(inputs => {
      const tensors = inputs.map(kerasTensor)
      return { args: entry.isMerge ? [tensors] : tensors, kwargs: {} }
    }),
  }))
  const config = {
    name: 'functional',
    trainable: true,
    layers,
    input_layers: [[input.name, 0, 0]],
    output_layers: [[output.entry.name, output.call, 0]],
  }
  return serialized('keras.src.models.functional', { className: 'Functional', config })
}

function kerasTensor({ entry, call, shape }: Output): Record<string, unknown> {
  const config = { shape: [null, ...shape], dtype: 'float32', keras_history: [entry.name, call, 0] }
  return { class_name: '__keras_tensor__', config }
}
