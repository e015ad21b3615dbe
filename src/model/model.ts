import * as v from 'valibot'
import { UsageError } from '../errors.js'
import type { Tensor } from '../graph/tensor.js'
import type { ExampleShape, Layer, TrainingContext } from '../layers/layer.js'
import type { Network, TensorSpec, Tensors } from '../layers/network.js'
import { parseOptions, show } from '../options.js'
import { equalTasks, pixelShape, type Task } from '../task.js'
import { type InputConfig, type ModelConfig, modelConfig } from './modelConfig.js'
import { namesOf, orderOf, type PlacedLayer, placeLayers } from './placement.js'
import { preprocess } from './preprocessing.js'
import { type InputOrigin, nameSchema, type SymbolicTensor } from './symbolicTensor.js'

/** A feed-forward network made of layers. */
export interface Model extends Network {
  /** What it classifies, if it is a classifier of images: it goes from the pixels `image` to the `probabilities` of the classes. */
  readonly task?: Task
  /** Each after those that it is applied to. */
  readonly layers: readonly PlacedLayer[]
  /** The model as data, as a configuration file holds it and a model file carries it. */
  readonly config: ModelConfig
  /** As `apply`, but with what every layer yields, by its name, in the order of the layers: float32 [batch, ...outputShape] each. */
  trace(inputs: Tensors, weights: Tensors, training?: TrainingContext): Tensors
}

/** What a model is made of. */
export interface ModelOptions {
  /** All that the outputs depend on. */
  readonly inputs: SymbolicTensor | readonly SymbolicTensor[]
  /** What layers made: tensors by the names of the outputs, or tensors that are called as their layers are. */
  readonly outputs: SymbolicTensor | readonly SymbolicTensor[] | Readonly<Record<string, SymbolicTensor>>
}

/**
 * Makes a model of the layers between its inputs and its outputs, however they branch and join.
 *
 * @throws {UsageError} if an output depends on an input that is not listed, if an input is not used, or if two have one name
 * @example
 * const image = input([1, 28, 28], { name: 'image', preprocessing: 'standardize' })
 * const x = applyLayer(conv2d({ filters: 8, kernelSize: 3, padding: 'same' }), image)
 * const y = applyLayer([activation({ function: 'relu' }), conv2d({ filters: 8, kernelSize: 3, padding: 'same' })], x)
 * const sum = applyLayer(add(), [x, y])
 * const head = applyLayer([flatten(), dense({ units: 10, activation: 'softmax' })], sum)
 * const net = model({ inputs: image, outputs: { probabilities: head } })
 */
export function model(options: ModelOptions): Model {
  parseOptions('model', v.strictObject({ inputs: v.unknown(), outputs: v.unknown() }), options)
  const inputs = tensorsOf('inputs', options.inputs)
  const given = tensorsOf('outputs', options.outputs)
  const order = orderOf(inputs, given)
  const names = namesOf(order)
  const nameOf = (tensor: SymbolicTensor) => names.get(tensor)!
  const layers = placeLayers(order, names)
  const placed = [...layers.values()]
  const outputs = given.map((tensor, index) => ({
    name: outputNames(options.outputs)?.[index] ?? nameOf(tensor),
    layer: layers.get(tensor)?.name,
    tensor,
  }))
  expectOutputs(outputs, inputs.map(nameOf))
  const layerOf = Object.fromEntries(outputs.map(({ name, layer }) => [name, layer!]))
  const weightsOf = new Map(placed.map(({ name, weights }) => [name, Object.keys(weights)]))

  function trace(fed: Tensors, weights: Tensors, training?: TrainingContext): Tensors {
    const values = new Map<SymbolicTensor, Tensor>()
    const current: Record<string, Tensor> = { ...weights }
    for (const tensor of order) {
      const { shape, origin } = tensor
      if (origin.kind === 'input') {
        const raw = fed[nameOf(tensor)]!
        values.set(tensor, origin.preprocessing ? preprocessed(raw, shape, origin) : raw)
        continue
      }
      const xs = origin.inputs.map(input => values.get(input)!)
      const { name, sharedWith = name } = layers.get(tensor)!
      const y = 'merge' in origin.layer ? origin.layer.merge(xs) : applyPlaced(origin.layer, xs[0]!, sharedWith)
      values.set(tensor, y)
    }
    return Object.fromEntries([...layers].map(([tensor, { name }]) => [name, values.get(tensor)!]))

    /** Where a layer is applied twice, its running statistics go on from those that the first time left. */
    function applyPlaced(layer: Layer, x: Tensor, owner: string): Tensor {
      const own = weightsOf.get(owner)!.map(weight => [weight, current[`${owner}.${weight}`]!])
      const context = training && {
        ...training,
        update(weight: string, value: Tensor) {
          current[`${owner}.${weight}`] = value
          training.update(`${owner}.${weight}`, value)
        },
      }
      return layer.apply(x, Object.fromEntries(own), context)
    }
  }

  const task = taskOf(inputs)
  const { probabilities } = Object.fromEntries(outputs.map(({ name, tensor }) => [name, tensor.shape]))
  const isClassifier = inputs.length === 1 && nameOf(inputs[0]!) === 'image' && probabilities?.length === 1
  return Object.freeze<Model>({
    ...(task && isClassifier && probabilities[0] === task.classes.length && { task }),
    inputs: inputs.map(tensor => inputSpec(tensor, nameOf(tensor))),
    outputs: outputs.map(({ name, tensor }) => ({ name, shape: tensor.shape, dtype: 'float32' })),
    layers: placed,
    config: modelConfig(
      inputs.map(tensor => inputConfig(tensor, nameOf(tensor))),
      placed,
      layerOf,
      task,
    ),
    weights: placed.flatMap(({ name, weights }) =>
      Object.entries(weights).map(([weight, spec]) => ({ ...spec, name: `${name}.${weight}` })),
    ),
    trace,
    apply(fed, weights, training) {
      const traced = trace(fed, weights, training)
      return Object.fromEntries(Object.entries(layerOf).map(([name, layer]) => [name, traced[layer]!]))
    },
  })
}

/** Raw pixels uint8 as floats of a shape. */
function preprocessed(raw: Tensor, shape: ExampleShape, { preprocessing, task }: InputOrigin): Tensor {
  return preprocess(raw, shape, preprocessing === 'standardize' ? task : undefined)
}

/** What the inputs of pixels are of. */
function taskOf(inputs: readonly SymbolicTensor[]): Task | undefined {
  const tasks = inputs.flatMap(({ origin }) => (origin.kind === 'input' && origin.task) || [])
  const other = tasks.find(task => !equalTasks(task, tasks[0]!))
  if (other) throw new UsageError(`model: expected inputs of one task, received ${tasks[0]!.name} and ${other.name}`)
  return tasks[0]
}

/** What a model is fed. */
function inputSpec({ shape, origin }: SymbolicTensor, name: string): TensorSpec {
  const isRaw = origin.kind === 'input' && origin.preprocessing !== undefined
  return isRaw ? { name, shape: pixelShape({ imageShape: shape }), dtype: 'uint8' } : { name, shape, dtype: 'float32' }
}

function inputConfig({ shape, origin }: SymbolicTensor, name: string): InputConfig {
  return {
    name,
    shape,
    ...(origin.kind === 'input' && origin.preprocessing && { preprocessing: origin.preprocessing }),
  }
}

const isTensor = (value: unknown): value is SymbolicTensor =>
  typeof value === 'object' && value !== null && 'origin' in value && 'shape' in value

/** The tensors of an option that takes one, a list or a record of them. */
function tensorsOf(option: string, given: ModelOptions['outputs']): SymbolicTensor[] {
  const tensors = isTensor(given) ? [given] : Object.values(given ?? {})
  const stray = tensors.find(tensor => !isTensor(tensor))
  if (tensors.length === 0 || stray !== undefined)
    throw new UsageError(
      `model: expected ${option} to be tensors that input or applyLayer made, received ${show(stray ?? given)}`,
    )
  return tensors
}

/** The names that outputs are given, where they are. */
function outputNames(outputs: ModelOptions['outputs']): string[] | undefined {
  return isTensor(outputs) || Array.isArray(outputs) ? undefined : Object.keys(outputs)
}

function expectOutputs(
  outputs: readonly { readonly name: string; readonly layer: string | undefined }[],
  inputNames: readonly string[],
): void {
  for (const { name, layer } of outputs) {
    if (!v.is(nameSchema, name) || inputNames.includes(name))
      throw new UsageError(
        `model: expected outputs to have names of their own, ${nameSchema.pipe[0].message}, received "${name}"`,
      )
    if (layer === undefined)
      throw new UsageError(`model: expected outputs that layers made, received the input for "${name}"`)
  }
  const twice = outputs.find(({ name }, index) => outputs.findIndex(other => other.name === name) !== index)
  if (twice) throw new UsageError(`model: expected outputs that differ, received "${twice.name}" twice`)
}
