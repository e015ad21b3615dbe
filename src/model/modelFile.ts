import { ModelError, UsageError } from '../errors.js'
import { softmax } from '../graph/activation.js'
import { scale } from '../graph/elementwise.js'
import { toOnnx } from '../graph/onnx.js'
import { type OnnxContents, readOnnx } from '../graph/onnxReader.js'
import { constant, type Tensor } from '../graph/tensor.js'
import { inputTensors, type Network } from '../layers/network.js'
import type { Task } from '../task.js'
import { emptyParameters, type Parameters, parameterValues, size } from '../training/parameters.js'
import { currentConfiguration } from './earlierNames.js'
import {
  type ExportMetadata,
  type ModelMetadata,
  metadataTexts,
  parseText,
  readClasses,
  readMetadata,
  readTask,
} from './metadata.js'
import type { Model } from './model.js'
import type { ModelConfig } from './modelConfig.js'
import { modelFrom } from './modelFrom.js'
import { expectClassifier } from './modelSignature.js'
import type { Sequential } from './sequential.js'

/**
 * Exports a trained network as one self-contained ONNX model with the net's inputs and outputs by their names; that of a classifier has the
 * input `image` uint8 [batch, height, width], or [batch, channels, height, width] where there are several channels, raw pixels 0–255,
 * and the output `probabilities` float32 [batch, classes]. Plain ONNX Runtime runs it, with none of this project's code.
 *
 * @param network of any kind; one that `model`, `sequential` or `networkFrom` made can be read again by `readTrainedNetwork`
 * @param parameters what `fit` has trained: `state.parameters`
 * @param metadata is kept in the model's metadata_props, beside the net's configuration, its task and a classifier's class names. Defaults
 * to none.
 * @returns the bytes of an ONNX file
 * @throws {UsageError} if something is out of range in the metadata, or if there is a temperature and no output `probabilities` that a
 * softmax makes
 * @example await writeFile('model.onnx', exportModel(network, state.parameters))
 */
export function exportModel(
  network: Network & Partial<Pick<Model, 'config' | 'task'>>,
  parameters: Parameters,
  metadata: ExportMetadata = {},
): Uint8Array {
  const { temperature } = metadata
  const outputs = network.apply(inputTensors(network), constants(network, parameters))
  const { probabilities } = outputs
  const { task = network.task, ...configuration } = network.config ?? {}
  return toOnnx(
    { ...outputs, ...(temperature !== undefined && { probabilities: withTemperature(probabilities, temperature) }) },
    metadataTexts(metadata, task, network.config && (configuration as ModelConfig)),
  ).model
}

/**
 * Exports a trained network as a model that yields the activations of every layer: input `image` as in `exportModel`, an output
 * float32 [batch, ...outputShape] by the name of each layer.
 *
 * @param metadata the temperature, where the model's probabilities have one
 * @example exportActivations(network, parameters) // outputs conv2d, maxPool2d, …, dense_1
 */
export function exportActivations(
  network: Sequential,
  parameters: Parameters,
  { temperature }: Pick<ExportMetadata, 'temperature'> = {},
): Uint8Array {
  const outputs = network.trace(inputTensors(network), constants(network, parameters))
  const last = network.layers.at(-1)!.name
  return toOnnx({
    ...outputs,
    ...(temperature !== undefined && { [last]: withTemperature(outputs[last]!, temperature) }),
  }).model
}

/** The softmax of the logits divided by the temperature. */
export function withTemperature(probabilities: Tensor | undefined, temperature: number): Tensor {
  const origin = probabilities?.origin
  if (origin?.kind !== 'operation' || origin.operator !== 'Softmax')
    throw new UsageError('temperature: expected a net whose probabilities a softmax makes')
  return softmax(scale(origin.inputs[0]!, 1 / temperature))
}

/** The weights as part of a graph, by name. */
export function constants(network: Network, parameters: Parameters) {
  return Object.fromEntries(
    Object.entries(parameterValues(network, parameters)).map(([name, { data, shape }]) => [
      name,
      constant(data as Float32Array, shape, name),
    ]),
  )
}

/**
 * Reads the metadata of a model file.
 *
 * @throws {ModelError} if the bytes are no ONNX model, or one that does not go from `image` to `probabilities`
 */
export function readModelMetadata(bytes: Uint8Array): ModelMetadata {
  const { contents, task } = readClassifier(bytes)
  const { metadata: texts } = contents
  const metadata = { task, classes: readClasses(texts.classes, task) ?? task.classes, ...readMetadata(texts) }
  try {
    return { ...metadata, configuration: networkOf(contents, task).config }
  } catch {
    return metadata
  }
}

function readClassifier(bytes: Uint8Array): { contents: OnnxContents; task: Task } {
  const contents = readOnnx(bytes)
  const task = readTask(contents.metadata.task)
  expectClassifier(contents, task)
  return { contents, task }
}

/**
 * The net that a model's metadata describe, where the model has its weights.
 *
 * @throws {ModelError} if the metadata describe none, or where a weight is missing
 */
function networkOf({ metadata, weights }: OnnxContents, task: Task): Model {
  const configuration = currentConfiguration(parseText(metadata.configuration))
  if (configuration === undefined)
    throw new ModelError('expected a model that carries its configuration, received one without')
  const network = readConfig({ task, ...(configuration as ModelConfig) })
  for (const { name, shape } of network.weights) {
    const values = weights.get(name)
    if (values?.length !== size(shape))
      throw new ModelError(
        `expected the weight ${name} with shape [${shape.join(', ')}], found ${values?.length ?? 'no'} values`,
      )
  }
  return network
}

function readConfig(configuration: ModelConfig): Model {
  try {
    return modelFrom(configuration) // which checks it
  } catch (error) {
    throw new ModelError((error as Error).message, { cause: error })
  }
}

/**
 * The network and the weights of a model file that `exportModel` wrote of a model of layers, to resume training or to look at.
 *
 * @throws {ModelError} if the bytes are no ONNX model, if it was written by something else, or if a weight is missing
 * @example const { network, parameters } = readTrainedNetwork(await readFile('model.onnx'))
 */
export function readTrainedNetwork(bytes: Uint8Array): { network: Model; parameters: Parameters } {
  const contents = readOnnx(bytes)
  const network = networkOf(contents, readTask(contents.metadata.task))
  const parameters = emptyParameters(network)
  for (const [name, { data }] of Object.entries(parameterValues(network, parameters)))
    (data as Float32Array).set(contents.weights.get(name)!)
  return { network, parameters }
}

/**
 * The weights of a model file that this project wrote, by the names of their layers: `conv2d.kernel` is
 * [filters, channels, height, width], `dense.kernel` [inputs, units], a `bias` [filters] or [units].
 *
 * @throws {ModelError} if the file was written by something else, or where a weight is missing
 * @example readWeights(classifier.model)['conv2d.kernel']?.shape // [24, 1, 5, 5]
 */
export function readWeights(model: Uint8Array): Record<string, { data: Float32Array; shape: readonly number[] }> {
  const { network, parameters } = readTrainedNetwork(model)
  return parameterValues(network, parameters) as ReturnType<typeof readWeights>
}
