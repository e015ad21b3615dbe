import * as v from 'valibot'
import { inContext } from '../errorContext.js'
import { UsageError } from '../errors.js'
import { anyLayerFrom, type LayerConfig } from '../layers/catalog.js'
import type { Layer, MergeLayer } from '../layers/layer.js'
import { oneOf, parseOptions, positiveInteger, show, unknownKey } from '../options.js'
import { defineTask, mnistTask, type Task } from '../task.js'
import { type Model, model } from './model.js'
import type { InputConfig, ModelConfig } from './modelConfig.js'
import { nameMaker } from './placement.js'
import { preprocessingNames } from './preprocessing.js'
import { sequential } from './sequential.js'
import { applyLayer, input, nameSchema, type SymbolicTensor } from './symbolicTensor.js'

const inputSchema = v.strictObject({
  name: nameSchema,
  shape: v.array(positiveInteger, 'a list of positive integers'),
  preprocessing: v.optional(oneOf(preprocessingNames)),
})

const names = v.union([nameSchema, v.array(nameSchema)], 'a name of an input or a layer, or a list of them')

/** What the entries of a model's configuration are. */
export const modelEntries = {
  task: v.optional(v.pipe(v.unknown(), v.transform(defineTask))),
  preprocessing: v.optional(oneOf(preprocessingNames)),
  inputs: v.optional(v.pipe(v.array(v.unknown(), 'a list of inputs'), v.minLength(1, 'a list of inputs'))),
  layers: v.pipe(v.array(v.unknown(), 'a list of layers'), v.minLength(1, 'a list of layers')),
  outputs: v.optional(
    v.pipe(
      v.union(
        [v.array(v.string()), v.record(v.string(), v.string())],
        'a list of layers, or names of layers by the names of outputs',
      ),
      v.transform(outputs =>
        Array.isArray(outputs) ? Object.fromEntries(outputs.map(name => [name, name])) : outputs,
      ),
    ),
  ),
}

const modelSchema = v.strictObject(modelEntries)

/**
 * Builds the model that data describe: layers that follow one another, or that name their inputs. Layers may stand in any order.
 *
 * @throws {UsageError} if a layer, an option or a name is not known, if names are not unique, if layers depend on each other in a circle,
 * if shapes do not fit together, or if no output depends on a layer; it names the layer
 * @example
 * modelFrom({
 *   layers: [
 *     { kind: 'conv2d', name: 'stem', filters: 8, kernelSize: 3, padding: 'same' },
 *     { kind: 'conv2d', filters: 8, kernelSize: 3, padding: 'same', activation: 'relu' },
 *     { kind: 'add', inputs: ['stem', 'conv2d'] },
 *     { kind: 'globalAveragePool2d' },
 *     { kind: 'dense', units: 10, activation: 'softmax' },
 *   ],
 * })
 */
export function modelFrom(config: ModelConfig): Model {
  const {
    task = mnistTask,
    preprocessing,
    inputs,
    layers,
    outputs,
  } = parseOptions('configuration', modelSchema, config)
  const entries = layers.map((entry, index) => at(index, () => parseEntry(entry)))
  if (!inputs && !outputs && entries.every(isPlain))
    return sequential(
      entries.map(({ layer }) => layer as Layer),
      { task, preprocessing: preprocessing ?? 'standardize' },
    )
  if (inputs && preprocessing)
    throw new UsageError(
      'configuration: expected preprocessing within each of the inputs that need it, received it beside inputs',
    )
  const sources = inputs
    ? inputs.map((value, index) => parseInput(value, index))
    : [{ name: 'image', shape: task.imageShape, preprocessing: preprocessing ?? ('standardize' as const) }]
  return connect(sources, entries, outputs, { task, isImage: inputs === undefined })
}

/** An entry of `layers`, checked by itself: it has a layer, or shares one. */
interface Entry {
  readonly kind?: unknown
  readonly layer?: Layer | MergeLayer
  readonly name?: string | undefined
  readonly inputs?: readonly string[] | undefined
  readonly sharedWith?: string | undefined
}

const placementSchema = v.strictObject({
  name: v.optional(nameSchema),
  inputs: v.optional(
    v.pipe(
      names,
      v.transform(one => [one].flat() as string[]),
    ),
  ),
  sharedWith: v.optional(nameSchema),
})

function parseEntry(value: unknown): Entry {
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    return { layer: anyLayerFrom(value as LayerConfig) } // refuses it
  const { name, inputs, sharedWith, ...rest } = value as Record<string, unknown>
  const placement = parseOptions(typeof rest.kind === 'string' ? rest.kind : 'layer', placementSchema, {
    name,
    inputs,
    sharedWith,
  })
  if (placement.sharedWith === undefined) return { ...placement, layer: anyLayerFrom(rest as LayerConfig) }
  const stray = Object.keys(rest).find(key => key !== 'kind')
  if (stray !== undefined)
    throw new UsageError(unknownKey('sharedWith', stray, ['kind', ...Object.keys(placementSchema.entries)]))
  return { ...placement, kind: rest.kind }
}

const isPlain = ({ layer, name, inputs }: Entry) =>
  layer !== undefined && !('merge' in layer) && name === undefined && inputs === undefined

function parseInput(value: unknown, index: number): InputConfig {
  const { preprocessing, ...rest } = parseOptions(`inputs[${index}]`, inputSchema, value)
  return { ...rest, ...(preprocessing && { preprocessing }) }
}

/** Applies every layer to what it names. */
function connect(
  sources: readonly InputConfig[],
  entries: readonly Entry[],
  outputs: Readonly<Record<string, string>> | undefined,
  { task, isImage }: { readonly task: Task; readonly isImage: boolean },
): Model {
  const layers = entries.map((entry, index) => at(index, () => layerOf(entry, entries)))
  const nextName = nameMaker([...sources, ...entries].flatMap(({ name }) => name ?? []))
  const names = entries.map(({ name }, index) => name ?? nextName(layers[index]!.kind))
  expectDifferent([...sources.map(({ name }) => name), ...names])
  const tensors = new Map(
    sources.map(({ name, shape, preprocessing }) => [
      name,
      input(shape, {
        name,
        ...(preprocessing && { preprocessing }),
        ...(preprocessing && shape.join() === task.imageShape.join() && { task }),
      }),
    ]),
  )
  const indices = new Map(names.map((name, index) => [name, index]))
  const known = [...tensors.keys(), ...names]

  /** @param path the layers that wait for this one */
  function tensorOf(name: string, path: readonly string[]): SymbolicTensor {
    const found = tensors.get(name)
    if (found) return found
    const index = indices.get(name)!
    if (path.includes(name))
      throw new UsageError(
        `layers[${index}]: expected no circle, received ${[...path.slice(path.indexOf(name)), name].reverse().join(' → ')}`,
      )
    const before = index === 0 ? sources.map(source => source.name) : [names[index - 1]!]
    const { inputs = before } = entries[index]!
    const missing = inputs.find(input => !known.includes(input))
    if (missing !== undefined)
      throw new UsageError(`layers[${index}]: expected inputs among ${show(known)}, received "${missing}"`)
    const xs = inputs.map(input => tensorOf(input, [...path, name]))
    const tensor = at(index, () => applyLayer(layers[index]!, xs, { name }))
    tensors.set(name, tensor)
    return tensor
  }

  for (const name of names) tensorOf(name, [])
  const last = names.at(-1)!
  const chosen = outputs ?? { [isImage ? 'probabilities' : last]: last }
  const missing = Object.values(chosen).find(name => !indices.has(name))
  if (missing !== undefined)
    throw new UsageError(`configuration: expected outputs to name layers, ${show(names)}, received "${missing}"`)
  const net = model({
    inputs: sources.map(({ name }) => tensors.get(name)!),
    outputs: Object.fromEntries(Object.entries(chosen).map(([output, name]) => [output, tensors.get(name)!])),
  })
  const used = new Set(net.layers.map(({ name }) => name))
  const idle = names.findIndex(name => !used.has(name))
  if (idle >= 0)
    throw new UsageError(`layers[${idle}]: expected a layer that an output depends on, received "${names[idle]}"`)
  return net
}

/** The layer of an entry, or that of the entry with which it shares one. */
function layerOf({ layer, kind, sharedWith }: Entry, entries: readonly Entry[]): Layer | MergeLayer {
  if (layer) return layer
  const named = entries.filter(({ name, layer }) => layer && name !== undefined)
  const shared = named.find(({ name }) => name === sharedWith)?.layer
  if (!shared)
    throw new UsageError(
      `expected sharedWith to be the name of a layer, one of ${show(named.map(({ name }) => name))}, received "${sharedWith}"`,
    )
  if (shared.kind !== kind)
    throw new UsageError(`expected kind to be ${shared.kind}, as that of "${sharedWith}", received ${show(kind)}`)
  return shared
}

function expectDifferent(names: readonly string[]): void {
  const twice = names.find((name, index) => names.indexOf(name) !== index)
  if (twice !== undefined) throw new UsageError(`configuration: expected names that differ, received "${twice}" twice`)
}

function at<T>(index: number, compute: () => T): T {
  try {
    return compute()
  } catch (error) {
    throw inContext(`layers[${index}]: `, error)
  }
}
