import { ModelError } from '../../errors.js'
import { show } from '../../options.js'
import { classOf, isRecord, type KerasObject, snakeCase } from './object.js'

/** A call of a layer, by its number among those of the layer. */
export interface KerasTensor {
  readonly layer: string
  readonly call: number
}

/** A layer of Keras in its place. */
export interface KerasNode extends KerasObject {
  readonly name: string
  /** Where a file has its weights. */
  readonly path: string
  /** What it is applied to, for each call. */
  readonly calls: readonly (readonly KerasTensor[])[]
}

/** A net of Keras: its layers, and what it yields. */
export interface KerasNet {
  readonly nodes: ReadonlyMap<string, KerasNode>
  readonly input: KerasNode
  /** Of the input, without the batch, channels last. */
  readonly inputShape: readonly number[]
  readonly output: KerasTensor
}

/** A file with more layers is no net for small images. */
const MAX_LAYERS = 1000

/**
 * Reads config.json of a `.keras` file: a Sequential or a Functional model of layers with one input and one output.
 *
 * @throws {ModelError} if it is something else; it names what
 */
export function readConfig(text: string): KerasNet {
  const root = classOf(parsed(text))
  if (!root || !['Sequential', 'Functional', 'Model'].includes(root.className))
    throw new ModelError(`expected a Sequential or Functional model of Keras, received ${show(root?.className)}`)
  const list = root.config.layers
  if (!Array.isArray(list) || list.length === 0)
    throw new ModelError(`expected a list of layers, received ${show(list)}; Keras writes it of a model that was built`)
  if (list.length > MAX_LAYERS) throw new ModelError(`expected at most ${MAX_LAYERS} layers, received ${list.length}`)
  return root.className === 'Sequential'
    ? sequentialNet(list, root.config.build_input_shape)
    : functionalNet(list, root.config)
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch (error) {
    throw new ModelError(`config.json: expected JSON (${(error as Error).message})`, { cause: error })
  }
}

function sequentialNet(list: readonly unknown[], builtShape: unknown): KerasNet {
  const layers = list.map(layerOf)
  const first = layers[0]!
  const hasInput = first.className === 'InputLayer'
  const shape = first.config.batch_shape ?? first.config.batch_input_shape ?? builtShape
  const input = hasInput ? first : { className: 'InputLayer', config: {}, name: '' }
  const all = hasInput ? layers : [input, ...layers]
  const calls = all.map((_, index) => (index === 0 ? [] : [[{ layer: all[index - 1]!.name, call: 0 }]]))
  const nodes = nodesOf(all, calls)
  return {
    nodes,
    input: nodes.get(input.name)!,
    inputShape: readShape(shape),
    output: { layer: all.at(-1)!.name, call: 0 },
  }
}

function functionalNet(list: readonly unknown[], config: KerasObject['config']): KerasNet {
  const layers = list.map(layerOf)
  const calls = list.map((entry, index) =>
    inboundCalls(layers[index]!.name, (entry as Record<string, unknown>).inbound_nodes),
  )
  const nodes = nodesOf(layers, calls)
  const inputs = [...nodes.values()].filter(({ className }) => className === 'InputLayer')
  if (inputs.length !== 1) throw new ModelError(`expected a net of one input, received ${inputs.length}`)
  const outputs = historiesOf(config.output_layers)
  if (outputs.length !== 1) throw new ModelError(`expected a net of one output, received ${outputs.length}`)
  const [input] = inputs as [KerasNode]
  return { nodes, input, inputShape: readShape(input.config.batch_shape), output: outputs[0]! }
}

function layerOf(entry: unknown): KerasObject & { readonly name: string } {
  const layer = classOf(entry)
  if (!layer) throw new ModelError(`expected a layer, received ${show(entry)}`)
  const { name } = layer.config
  return { ...layer, name: typeof name === 'string' ? name : snakeCase(layer.className) }
}

function nodesOf(
  layers: readonly (KerasObject & { readonly name: string })[],
  calls: readonly (readonly (readonly KerasTensor[])[])[],
): Map<string, KerasNode> {
  const counts = new Map<string, number>()
  const nodes = new Map<string, KerasNode>()
  for (const [index, layer] of layers.entries()) {
    const key = snakeCase(layer.className)
    const count = counts.get(key) ?? 0
    counts.set(key, count + 1)
    if (nodes.has(layer.name))
      throw new ModelError(`expected layers of different names, received ${show(layer.name)} twice`)
    nodes.set(layer.name, { ...layer, path: `layers/${count === 0 ? key : `${key}_${count}`}`, calls: calls[index]! })
  }
  return nodes
}

/** The tensors that each call of a layer is given: `args` holds one, or a list of them. */
function inboundCalls(name: string, nodes: unknown): KerasTensor[][] {
  if (!Array.isArray(nodes)) throw new ModelError(`${name}: expected inbound_nodes, received ${show(nodes)}`)
  return nodes.map(node => {
    if (!isRecord(node)) throw new ModelError(`${name}: expected a call as Keras 3 writes it, received ${show(node)}`)
    const keyed = tensorsOf(Object.values(isRecord(node.kwargs) ? node.kwargs : {}))
    const tensors = tensorsOf(node.args)
    if (keyed.length > 0 || tensors.length === 0)
      throw new ModelError(`${name}: expected a call with tensors as arguments, received ${show(node.kwargs)}`)
    return tensors
  })
}

function tensorsOf(value: unknown): KerasTensor[] {
  if (Array.isArray(value)) return value.flatMap(tensorsOf)
  const object = classOf(value)
  return object?.className === '__keras_tensor__' ? historiesOf([object.config.keras_history]) : []
}

/** [layer, call, tensor], or a list of such. */
function historiesOf(value: unknown): KerasTensor[] {
  if (!Array.isArray(value)) return []
  const [layer, call, tensor] = value
  if (typeof layer === 'string') return Number.isInteger(call) && tensor === 0 ? [{ layer, call: call as number }] : []
  return value.flatMap(historiesOf)
}

function readShape(shape: unknown): number[] {
  const sizes = Array.isArray(shape) ? shape.slice(1) : []
  if (sizes.length === 0 || !sizes.every(size => Number.isSafeInteger(size) && (size as number) > 0))
    throw new ModelError(`expected an input of a fixed shape, (None, height, width, channels), received ${show(shape)}`)
  return sizes as number[]
}
