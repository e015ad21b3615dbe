import { inContext } from '../../errorContext.js'
import { ModelError } from '../../errors.js'
import { anyLayerFrom, type LayerConfig } from '../../layers/catalog.js'
import type { ExampleShape } from '../../layers/layer.js'
import { nameMaker } from '../../model/placement.js'
import { show } from '../../options.js'
import type { Task } from '../../task.js'
import { size } from '../../training/parameters.js'
import { IMAGE, type ReadLayer } from '../assemble.js'
import { featureOrder } from '../featureOrder.js'
import { type Order, toOurs } from '../order.js'
import { type Affine, followedBy, type Scaling } from '../pixels.js'
import { squeezeExciteOf } from '../squeezeExcite.js'
import { type Gate, readGate } from './gate.js'
import { readLayer } from './layers.js'
import { snakeCase } from './object.js'
import type { KerasNet, KerasNode, KerasTensor } from './readConfig.js'
import { type Variable, variablesOf } from './variables.js'

/** The arrays of a file, by their paths. */
export type Datasets = ReadonlyMap<string, { readonly data: Float32Array; readonly shape: readonly number[] }>

/** A net of Keras as layers of ours. */
export interface Trace {
  readonly layers: readonly ReadLayer[]
  readonly imageShape: readonly number[]
  /** Values that it yields. */
  readonly classes: number
  /** Whether it begins with layers that scale pixels. */
  readonly scalesPixels: boolean
  /** What becomes of raw pixels by those layers, where the net is fed them by `first`. */
  affine(first: Affine): Affine
  readonly notes: readonly string[]
}

/** What flows between layers of Keras. */
interface Traced {
  /** Of our layer, or of the input. */
  readonly name: string
  /** Ours: [channels, height, width], or [features]. */
  readonly shape: ExampleShape
  /**
   * Of an image, how Keras has its axes: the channels `last`, as its layers want it, or as `ours`, which Permute makes; `plane`: height and width
   * alone. Of a vector, nothing.
   */
  readonly axes?: 'last' | 'ours' | 'plane'
  /** Of a vector's features. */
  readonly order?: Order
  /** Set where these are still pixels: how they were scaled so far. */
  readonly scaled?: readonly Scaling[]
}

/** What a layer of a bottleneck has; a convolution of 1 × 1 pixels has the same numbers. */
interface DenseWeights {
  readonly kernel: Float32Array
  readonly bias: Float32Array
  readonly units: number
}

/** Layers that act in training only. Our recipes have augmentation, and so it is no part of the net. */
const trainingOnly = /^(Random\w+|Gaussian(Noise|Dropout)|AlphaDropout|SpatialDropout2D|ActivityRegularization)$/

/**
 * Follows a net of Keras from its output back to its input, and describes each layer by one of ours.
 *
 * @param datasets the weights
 * @param task what the net is for, which says the height and width of pixels that it takes as one vector. Defaults to squares.
 * @throws {ModelError} that names a layer which there is none of here, or a weight that is missing
 */
export function traceLayers(net: KerasNet, datasets: Datasets, task: Task | undefined): Trace {
  const layers: ReadLayer[] = []
  const notes: string[] = []
  const done = new Map<string, Traced>()
  const firstCalls = new Map<KerasNode, string>()
  /** Squeeze-and-excitation blocks by the weights that they have. */
  const gates = new Map<string, string>()
  const nextName = nameMaker([IMAGE, ...[...net.nodes.values()].flatMap(node => (isOwnName(node) ? node.name : []))])
  let scaling: readonly Scaling[] | undefined
  const start = inputOf(net.inputShape, task)
  const imageShape = start.axes === undefined ? flatImage(start.shape, task) : start.shape

  function tensorOf({ layer, call }: KerasTensor, path: readonly string[]): Traced {
    const key = `${layer} ${call}`
    const known = done.get(key)
    if (known) return known
    const node = net.nodes.get(layer)
    if (path.includes(key) || (node !== net.input && !node?.calls[call]))
      throw new ModelError(`expected layers that follow from the input, received ${show(layer)}`)
    if (node === net.input) return start
    const gate = readGate(net, node!, call)
    const inputs = (gate ? [gate.image] : node!.calls[call]!).map(input => tensorOf(input, [...path, key]))
    try {
      const tensor = gate ? squeezeExcite(node!, gate, inputs[0]!) : apply(node!, inputs)
      done.set(key, tensor)
      return tensor
    } catch (error) {
      if (error instanceof ModelError) throw error
      const { message } = inContext(`${layer}: `, error)
      throw new ModelError(message, { cause: error })
    }
  }

  function apply(node: KerasNode, inputs: readonly Traced[]): Traced {
    const { name, className, config } = node
    if (config.trainable === false && className !== 'InputLayer')
      noteOnce(`${name}: trained like any other, since layers are not frozen here`)
    const [input] = inputs as [Traced]
    if (input.scaled && inputs.length === 1) {
      const scaled = scalingOf(node, input, datasets)
      if (scaled) return { ...input, scaled: [...input.scaled, scaled] }
      const reshaped = className === 'Reshape' && asImage(config.target_shape, input, imageShape)
      if (reshaped) return reshaped
    }
    const touched = inputs.map(touch)
    if (trainingOnly.test(className)) {
      noteOnce(`${name}: ${className} acts in training only and was left out`)
      return touched[0]!
    }
    if (className === 'Permute') return permuted(node, touched[0]!)
    if (className === 'Reshape') return reshaped(node, touched[0]!)
    for (const { axes } of touched)
      if ((axes === 'plane' && className !== 'Flatten') || (axes === 'ours' && className !== 'Flatten'))
        throw new ModelError(`${name}: expected an image with its channels last, received one without`)
    return place(node, readLayer(name, node, touched[0]!.shape.length), touched)
  }

  function place(node: KerasNode, config: LayerConfig, inputs: readonly Traced[]): Traced {
    const layer = anyLayerFrom(config)
    const shapes = inputs.map(({ shape }) => shape)
    if (!('merge' in layer) && inputs.length !== 1)
      throw new ModelError(`${node.name}: expected one input, received ${inputs.length}`)
    const shape = 'merge' in layer ? layer.mergedShape(shapes) : layer.outputShape(shapes[0]!)
    const isUnmixed = layer.kind === 'flatten' && inputs[0]!.axes === 'ours'
    const order = isUnmixed ? undefined : featureOrder(node.name, layer.kind, inputs, shape)
    const weights = 'merge' in layer ? {} : layer.weights(shapes[0]!)
    const first = Object.keys(weights).length > 0 ? firstCalls.get(node) : undefined
    const name = first === undefined && isOwnName(node) && !firstCalls.has(node) ? node.name : nextName(config.kind)
    if (first === undefined) firstCalls.set(node, name)
    layers.push({
      name,
      inputs: inputs.map(input => input.name),
      config,
      ...(first !== undefined && { sharedWith: first }),
      weights:
        first === undefined && !('merge' in layer)
          ? readWeights(node, variablesOf(layer, weights, inputs[0]!.order, absentOf(node)), datasets)
          : {},
    })
    return { name, shape, order, ...(shape.length === 3 && { axes: 'last' as const }) }
  }

  function squeezeExcite(node: KerasNode, { squeeze, excite }: Gate, given: Traced): Traced {
    const input = touch(given)
    const { name: theirs } = node
    if (input.axes !== 'last')
      throw new ModelError(`${theirs}: expected an image with its channels last, received one without`)
    const [channels] = input.shape as [number]
    const name = isOwnName(node) && !firstCalls.has(node) ? theirs : nextName('squeezeExcite')
    firstCalls.set(node, name)
    const gate = `${squeeze.path} ${excite.path}`
    const sharedWith = gates.get(gate)
    gates.set(gate, sharedWith ?? name)
    const [first, second] = [squeeze, excite].map(node => {
      const kernel = datasets.get(`${node.path}/vars/0`)
      const bias = datasets.get(`${node.path}/vars/1`)
      const units = kernel?.shape.at(-1) ?? 0
      return { kernel: kernel?.data ?? new Float32Array(), bias: bias?.data ?? new Float32Array(units), units }
    }) as [DenseWeights, DenseWeights]
    if (second.units !== channels)
      throw new ModelError(
        `${excite.name}: expected ${channels} factors, one for each channel, received ${second.units}`,
      )
    const weights = {
      ...{ squeezeKernel: first.kernel, squeezeBias: first.bias },
      ...{ exciteKernel: second.kernel, exciteBias: second.bias },
    }
    const config = squeezeExciteOf(theirs, channels, first.units)
    const own = sharedWith === undefined ? { weights } : { weights: {}, sharedWith }
    layers.push({ name, inputs: [input.name], config, ...own })
    return { name, shape: input.shape, axes: 'last' }
  }

  /** A layer that is no scaling has pixels of one scale only. */
  function touch(tensor: Traced): Traced {
    const { scaled, ...rest } = tensor
    if (!scaled) return tensor
    if (scaling && JSON.stringify(scaling) !== JSON.stringify(scaled))
      throw new ModelError('expected pixels that are scaled in one way, received a net that takes them in several')
    scaling = scaled
    if (rest.axes !== undefined) return rest
    const flat = layers.find(({ inputs, config }) => inputs[0] === IMAGE && config.kind === 'flatten')?.name
    if (flat !== undefined) return { ...rest, name: flat }
    const name = nextName('flatten')
    layers.push({ name, inputs: [IMAGE], config: { kind: 'flatten' }, weights: {} })
    return { ...rest, name }
  }

  function permuted({ name, config }: KerasNode, input: Traced): Traced {
    const dims = String(config.dims)
    if (input.axes === 'last' && dims === '3,1,2') return { ...input, axes: 'ours' }
    if (input.axes === 'ours' && dims === '2,3,1') return { ...input, axes: 'last' }
    throw new ModelError(
      `${name}: expected Permute to bring channels first or last again, received dims ${show(config.dims)}`,
    )
  }

  function reshaped(node: KerasNode, input: Traced): Traced {
    const { name, config } = node
    const sizes = [config.target_shape].flat() as number[]
    const [channels, height, width] = input.shape.length === 3 ? input.shape : [1, 1, 1]
    const isPlain = input.axes !== 'last' || channels === 1 || height! * width! === 1
    if (!isPlain || input.order)
      throw new ModelError(
        `${name}: expected values in one order to reshape, received those of an image with its channels last`,
      )
    const isGray = sizes.length === 3 && sizes[2] === 1
    const targetShape = isGray ? [1, sizes[0]!, sizes[1]!] : sizes
    if (targetShape.length !== 1 && targetShape.length !== 3)
      throw new ModelError(
        `${name}: expected a vector or an image to reshape to, received ${show(config.target_shape)}`,
      )
    const tensor = place(node, { kind: 'reshape', targetShape }, [{ ...input, order: undefined }])
    return targetShape.length === 3 ? { ...tensor, axes: isGray ? 'last' : 'ours' } : tensor
  }

  function noteOnce(note: string): void {
    if (!notes.includes(note)) notes.push(note)
  }

  const output = tensorOf(net.output, [])
  if (output.shape.length !== 1 || output.order || output.scaled)
    throw new ModelError(`expected a net that yields one value for each class, received [${output.shape.join(', ')}]`)
  return {
    layers,
    imageShape,
    classes: output.shape[0]!,
    scalesPixels: (scaling?.length ?? 0) > 0,
    affine: first => (scaling ?? []).reduce((affine, [scale, offset]) => followedBy(affine, scale, offset), first),
    notes,
  }
}

/** Whether a layer has a name of its own that may be one here: not what Keras calls it by itself. */
function isOwnName({ name, className }: KerasNode): boolean {
  const own = snakeCase(className)
  return /^[a-z][\w-]*$/i.test(name) && name !== own && !new RegExp(`^${own}_\\d+$`).test(name)
}

/** What a net is given: an image with its channels last, one of height and width alone, or all pixels as a vector. */
function inputOf(shape: readonly number[], task: Task | undefined): Traced {
  const scaled: readonly Scaling[] = []
  if (shape.length === 3) return { name: IMAGE, shape: [shape[2]!, shape[0]!, shape[1]!], axes: 'last', scaled }
  if (shape.length === 2) return { name: IMAGE, shape: [1, shape[0]!, shape[1]!], axes: 'plane', scaled }
  if (shape.length !== 1)
    throw new ModelError(`expected a net that is given images, received one given (${shape.join(', ')})`)
  flatImage(shape, task)
  return { name: IMAGE, shape, scaled }
}

/** The image that so many pixels are. */
function flatImage([pixels]: readonly number[], task: Task | undefined): ExampleShape {
  const side = Math.round(Math.sqrt(pixels!))
  const shape = task && size(task.imageShape) === pixels ? task.imageShape : [1, side, side]
  if (size(shape) !== pixels || shape[0] !== 1)
    throw new ModelError(`expected a net that is given images of one channel, received a vector of ${pixels} values`)
  return shape
}

/** Pixels that are given another shape and stay pixels: (784,) and (28, 28) to (28, 28, 1), and back. */
function asImage(targetShape: unknown, input: Traced, imageShape: readonly number[]): Traced | undefined {
  const [channels, height, width] = imageShape
  if (channels !== 1) return undefined
  const sizes = String(targetShape)
  if (sizes === `${height},${width},1` || sizes === `-1,${width},1`)
    return { ...input, shape: imageShape, axes: 'last' }
  if (sizes === `${height},${width}`) return { ...input, shape: imageShape, axes: 'plane' }
  return undefined
}

/** The weights of a layer in our order. */
function readWeights(
  { name, path }: KerasNode,
  variables: readonly Variable[],
  datasets: Datasets,
): ReadLayer['weights'] {
  return Object.fromEntries(
    variables.map(({ weight, index, shape, order }) => {
      const dataset = datasets.get(`${path}/vars/${index}`)
      if (dataset?.shape.join() !== shape.join())
        throw new ModelError(
          `${name}: expected ${weight} of shape (${shape.join(', ')}) as ${path}/vars/${index}, received ${
            dataset ? `(${dataset.shape.join(', ')})` : 'none'
          }`,
        )
      return [weight, toOurs(dataset.data, order)]
    }),
  )
}

/** The scaling that a layer is; undefined if it is another layer. */
function scalingOf(
  { name, className, config, path }: KerasNode,
  input: Traced,
  datasets: Datasets,
): Scaling | undefined {
  const numbers = (value: unknown) => [value].flat(4).map(Number)
  if (className === 'Rescaling') return [numbers(config.scale ?? 1), numbers(config.offset ?? 0)]
  if (className !== 'Normalization') return undefined
  // What `adapt` has found lies among the weights.
  const [mean, variance] = [config.mean, config.variance].map((given, index) =>
    given === null || given === undefined ? [...(datasets.get(`${path}/vars/${index}`)?.data ?? [])] : numbers(given),
  ) as [number[], number[]]
  const { axis = -1, invert = false } = config
  const isLast = [axis].flat().every(one => one === -1 || one === input.shape.length) || mean.length === 1
  if (mean.length === 0 || variance.length === 0 || invert || !isLast)
    throw new ModelError(
      `${name}: expected Normalization with a mean and a variance of each channel, received ${show(config)}`,
    )
  // As Keras has it: no deviation below 1e-7.
  const scale = variance.map(value => 1 / Math.max(Math.sqrt(value), 1e-7))
  const at = (values: readonly number[], channel: number) => values[values.length === 1 ? 0 : channel]!
  const channels = Math.max(scale.length, mean.length)
  return [scale, Array.from({ length: channels }, (_, channel) => -at(mean, channel) * at(scale, channel))]
}

/** Weights that a normalization of Keras goes without. */
function absentOf({ className, config }: KerasNode): string[] {
  if (className !== 'BatchNormalization') return []
  return [...(config.scale === false ? ['gamma'] : []), ...(config.center === false ? ['beta'] : [])]
}
