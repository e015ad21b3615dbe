import { UsageError } from '../errors.js'
import { postorder } from '../graph/postorder.js'
import type { ExampleShape, Layer, MergeLayer, WeightSpec } from '../layers/layer.js'
import type { LayerOrigin, SymbolicTensor } from './symbolicTensor.js'

/** A layer in its place within a model. */
export interface PlacedLayer {
  /** The name it was given, or its kind, numbered from the second of that kind: conv2d, conv2d_1. */
  readonly name: string
  readonly layer: Layer | MergeLayer
  /** Names of the inputs and layers that it is applied to: one, or several where it joins them. */
  readonly inputs: readonly string[]
  readonly inputShapes: readonly ExampleShape[]
  readonly outputShape: ExampleShape
  /** Weights of its own; none where it shares those of another. */
  readonly weights: Readonly<Record<string, WeightSpec>>
  /** The layer before it whose weights it uses. */
  readonly sharedWith?: string
}

/**
 * Everything that outputs are computed from, each after its inputs.
 *
 * @param inputs which come first, in their order
 * @throws {UsageError} if an input is not among those, or if one of those is not used
 */
export function orderOf(inputs: readonly SymbolicTensor[], outputs: readonly SymbolicTensor[]): SymbolicTensor[] {
  const order = new Set(postorder(outputs, ({ origin }) => (origin.kind === 'layer' ? origin.inputs : [])))
  const listed = new Set(inputs)
  for (const tensor of order)
    if (tensor.origin.kind === 'input' && !listed.has(tensor))
      throw new UsageError(
        `model: expected inputs to hold all that the outputs depend on, ${describeInput(tensor)} is missing`,
      )
  const idle = inputs.find(tensor => !order.has(tensor))
  if (idle)
    throw new UsageError(`model: expected inputs that an output depends on, none depends on ${describeInput(idle)}`)
  return [...new Set([...inputs, ...order])]
}

const describeInput = ({ shape, origin }: SymbolicTensor) =>
  `${origin.name === undefined ? 'an input' : `"${origin.name}"`} of shape [${shape.join(', ')}]`

/**
 * The name of every tensor: the one it was given, or the first that is free of its layer's kind, numbered from the second.
 *
 * @throws {UsageError} if two were given one name
 */
export function namesOf(order: readonly SymbolicTensor[]): Map<SymbolicTensor, string> {
  const given = order.flatMap(({ origin }) => origin.name ?? [])
  const twice = given.find((name, index) => given.indexOf(name) !== index)
  if (twice !== undefined) throw new UsageError(`model: expected names that differ, received "${twice}" twice`)
  const nextName = nameMaker(given)
  return new Map(
    order.map(tensor => {
      const { origin } = tensor
      return [tensor, origin.name ?? nextName(origin.kind === 'input' ? 'input' : origin.layer.kind)]
    }),
  )
}

/** Makes names out of kinds, numbered from the second of a kind, beside those that are taken. */
export function nameMaker(taken: readonly string[]): (kind: string) => string {
  const used = new Set(taken)
  const counts = new Map<string, number>()
  return function next(kind): string {
    const count = counts.get(kind) ?? 0
    counts.set(kind, count + 1)
    const name = count === 0 ? kind : `${kind}_${count}`
    if (used.has(name)) return next(kind)
    used.add(name)
    return name
  }
}

/**
 * The layers of a model, in order, by what they yield.
 *
 * @throws {UsageError} if a layer is applied again to an input for which its weights do not fit
 */
export function placeLayers(
  order: readonly SymbolicTensor[],
  names: ReadonlyMap<SymbolicTensor, string>,
): Map<SymbolicTensor, PlacedLayer> {
  const owners = new Map<Layer | MergeLayer, PlacedLayer>()
  const places = new Map<SymbolicTensor, PlacedLayer>()
  for (const tensor of order) {
    if (tensor.origin.kind !== 'layer') continue
    const placed = placeLayer(tensor, tensor.origin, names, owners)
    if (!owners.has(placed.layer)) owners.set(placed.layer, placed)
    places.set(tensor, placed)
  }
  return places
}

function placeLayer(
  tensor: SymbolicTensor,
  { layer, inputs }: LayerOrigin,
  names: ReadonlyMap<SymbolicTensor, string>,
  owners: ReadonlyMap<Layer | MergeLayer, PlacedLayer>,
): PlacedLayer {
  const inputShapes = inputs.map(({ shape }) => shape)
  const weights = 'merge' in layer ? {} : layer.weights(inputShapes[0]!)
  const entry = {
    name: names.get(tensor)!,
    layer,
    inputs: inputs.map(input => names.get(input)!),
    inputShapes,
    outputShape: tensor.shape,
  }
  const owner = owners.get(layer)
  if (!owner || Object.keys(weights).length === 0) return Object.freeze({ ...entry, weights })
  for (const [weight, { shape }] of Object.entries(weights)) {
    const shared = owner.weights[weight]!.shape
    if (shape.join() !== shared.join())
      throw new UsageError(
        `${entry.name}: expected an input for the weights that it shares with ${owner.name}, whose ${weight} is [${shared.join(', ')}], received [${inputShapes[0]!.join(', ')}], which needs [${shape.join(', ')}]`,
      )
  }
  return Object.freeze({ ...entry, weights: {}, sharedWith: owner.name })
}
