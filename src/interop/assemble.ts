import { ModelError } from '../errors.js'
import type { LayerConfig } from '../layers/catalog.js'
import type { ExportMetadata } from '../model/metadata.js'
import { exportModel } from '../model/modelFile.js'
import { modelFrom } from '../model/modelFrom.js'
import { isDigitTask, mnistTask, type Task } from '../task.js'
import { emptyParameters, parameterValues, size } from '../training/parameters.js'
import { type Affine, type PixelRange, preprocessingOf } from './pixels.js'

/** Options of every import. */
export interface ImportOptions {
  /** What the net classifies. Defaults to what the file says, or else to MNIST's digits where shape and number of classes are theirs. */
  readonly task?: Task
  /**
   * What the net is fed for pixels 0–255: `0..1`, `0..255`, `-1..1`, or `standardized` by the mean and deviation of the task. Defaults to `0..255`
   * where the net scales them by itself, and to `0..1` elsewhere.
   */
  readonly pixels?: PixelRange
}

/** What an import yields. */
export interface Imported {
  /** A model file as `mnist train` writes: ONNX with the net's configuration. */
  readonly model: Uint8Array
  /** What of the file was left out, in words; none of it changes what is predicted. */
  readonly notes: readonly string[]
}

/** A layer that was read, in its place. */
export interface ReadLayer {
  readonly name: string
  /** Names of layers, or `image`. */
  readonly inputs: readonly string[]
  readonly config: LayerConfig
  /** The layer that is applied again, if it is one. */
  readonly sharedWith?: string
  /** Its weights by their names here, in our order. Those that are left out keep their first values. */
  readonly weights: Readonly<Record<string, Float32Array>>
}

/** The name of the input. */
export const IMAGE = 'image'

/**
 * The task of a net that was read.
 *
 * @param stated what the file says, or whoever imports it
 * @throws {ModelError} if the net takes other images or has another number of outputs
 */
export function chooseTask(stated: Task | undefined, imageShape: readonly number[], classes: number): Task {
  const [channels, height, width] = imageShape as readonly [number, number, number]
  const unnamed: Task = {
    name: 'Imported',
    imageShape: [channels, height, width],
    classes: Array.from({ length: classes }, (_, index) => String(index)),
    mean: Array<number>(channels).fill(0),
    deviation: Array<number>(channels).fill(1),
  }
  const task = stated ?? (isDigitTask(unnamed) ? mnistTask : unnamed)
  if (task.imageShape.join() !== imageShape.join() || task.classes.length !== classes)
    throw new ModelError(
      `expected a net for ${task.name}, from [${task.imageShape.join(', ')}] to ${task.classes.length} classes, ` +
        `received one from [${imageShape.join(', ')}] to ${classes}`,
    )
  return task
}

/**
 * Makes a model file of layers that were read. A net that yields logits gets a softmax.
 *
 * @throws {ModelError} if the layers do not fit together, or if it ends in something else
 */
export function assemble(
  layers: readonly ReadLayer[],
  {
    task: stated,
    affine,
    metadata,
    notes,
  }: {
    readonly task: Task
    readonly affine: Affine
    readonly metadata: ExportMetadata
    readonly notes: readonly string[]
  },
): Imported {
  const { preprocessing, task } = preprocessingOf(affine, stated)
  const complete = withSoftmax(layers)
  try {
    const network = modelFrom({
      task,
      preprocessing,
      layers: complete.map(({ name, inputs, config, sharedWith }) =>
        sharedWith === undefined ? { ...config, name, inputs } : { kind: config.kind, name, inputs, sharedWith },
      ),
      outputs: { probabilities: complete.at(-1)!.name },
    })
    if (network.task === undefined)
      throw new ModelError(`expected a net that yields ${task.classes.length} probabilities`)
    const parameters = emptyParameters(network)
    const values = parameterValues(network, parameters)
    const read = new Map(
      complete.flatMap(({ name, weights }) => Object.entries(weights).map(([key, data]) => [`${name}.${key}`, data])),
    )
    for (const { name, shape, initializer } of network.weights) {
      const data = read.get(name) ?? new Float32Array(size(shape)).fill(initializer === 'ones' ? 1 : 0)
      if (data.length !== size(shape))
        throw new ModelError(
          `expected ${size(shape)} numbers of ${name} [${shape.join(', ')}], received ${data.length}`,
        )
      ;(values[name]!.data as Float32Array).set(data)
    }
    return { model: exportModel(network, parameters, metadata), notes }
  } catch (error) {
    throw error instanceof ModelError ? error : new ModelError((error as Error).message, { cause: error })
  }
}

const endOf = ({ config }: ReadLayer) => config.activation ?? config.function ?? 'linear'

/** Whether a layer ends in a softmax, or is the mean of layers that do. */
function yieldsProbabilities(layer: ReadLayer, layers: readonly ReadLayer[]): boolean {
  if (layer.config.kind !== 'average') return endOf(layer) === 'softmax'
  return layer.inputs.every(input => layers.some(one => one.name === input && yieldsProbabilities(one, layers)))
}

function withSoftmax(layers: readonly ReadLayer[]): readonly ReadLayer[] {
  const last = layers.at(-1)
  if (!last) throw new ModelError('expected a net of at least one layer, received none')
  if (yieldsProbabilities(last, layers)) return layers
  const ends = endOf(last)
  if (ends !== 'linear')
    throw new ModelError(
      `${last.name}: expected a net that ends in softmax or in logits, received ${JSON.stringify(ends)}`,
    )
  const name = layers.some(layer => layer.name === 'softmax') ? `${last.name}_softmax` : 'softmax'
  return [...layers, { name, inputs: [last.name], config: { kind: 'activation', function: 'softmax' }, weights: {} }]
}
