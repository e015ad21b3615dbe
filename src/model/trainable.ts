import { UsageError } from '../errors.js'
import { optimizerFrom } from '../training/optimizers.js'
import { size } from '../training/parameters.js'
import type { Recipe } from './configuration.js'
import type { PlacedLayer } from './placement.js'
import type { Sequential } from './sequential.js'
import { countWeights } from './summary.js'

/** What decides how much memory the training of a net needs. */
export interface TrainingSize extends Pick<Recipe, 'batchSize' | 'optimizer'> {
  readonly threads: number
  /** Training images. */
  readonly images: number
  /** Of the machine, in bytes. */
  readonly memory: number
}

/** So many that a checkpoint with the weights, the best weights and an optimizer's memory stays below the 2 GiB that Node reads at once. */
const maxParameters = 100_000_000

/** Pixels that the windows of a layer meet in one image: the graph of a training step lists each of them. */
const maxWindowPixels = 50_000_000

/**
 * Refuses a training that no memory can hold, before anything is allocated for it.
 *
 * @throws {UsageError} that names the layer and its parameters, or what the training would need
 */
export function expectTrainable(network: Sequential, { batchSize, optimizer, threads, images, memory }: TrainingSize) {
  const parameters = countWeights(network.weights)
  if (parameters > maxParameters) {
    const { name, weights } = network.layers.reduce((most, layer) => (sizeOf(layer) > sizeOf(most) ? layer : most))
    throw new UsageError(
      `expected a net of at most ${grouped(maxParameters)} parameters, received ${grouped(parameters)}: ` +
        `${name} alone has ${grouped(countWeights(Object.values(weights)))}`,
    )
  }
  const crowded = network.layers.find(layer => windowPixels(layer) > maxWindowPixels)
  if (crowded)
    throw new UsageError(
      `${crowded.name}: expected windows of at most ${grouped(maxWindowPixels)} pixels of an image in all, ` +
        `received ${grouped(windowPixels(crowded))}`,
    )
  const batch = Math.min(batchSize, images)
  const slots = optimizerFrom(optimizer).slots.length
  const needed =
    4 * parameters * (copies.fixed + copies.slot * slots + copies.thread * threads) +
    4 * batch * network.layers.reduce((total, layer) => total + 2 * valuesOf(layer), 0) +
    threads * threadBytes
  if (needed > memory)
    throw new UsageError(
      `expected a training that fits into ${gigabytes(memory)} of memory, received one that needs about ${gigabytes(needed)}: ` +
        `${grouped(parameters)} parameters, batches of ${grouped(batch)} on ${grouped(threads)} threads`,
    )
}

// Measured as the most that a process took, for nets of 10,000 to 11,000,000 parameters; they tell nine tenths of it.

/** How often the weights lie in memory: for themselves, for each slot of the optimizer and for each thread. */
const copies = { fixed: 8, slot: 5, thread: 7 }
/** What a thread takes with an empty graph. */
const threadBytes = 8e6

/** Numbers that a layer keeps of one image until its gradient is known. */
function valuesOf(layer: PlacedLayer): number {
  return size(layer.outputShape) + windowPixels(layer)
}

function windowPixels({ layer, inputShapes, outputShape }: PlacedLayer): number {
  const window = (layer.config.kernelSize ?? layer.config.poolSize) as number | readonly number[] | undefined
  if (window === undefined) return 0
  const [height, width] = typeof window === 'number' ? [window, window] : window
  return inputShapes[0]![0]! * height! * width! * size(outputShape.slice(1))
}

const sizeOf = ({ weights }: PlacedLayer) => countWeights(Object.values(weights))
const grouped = (count: number) => count.toLocaleString('en-US')
const gigabytes = (bytes: number) => `${(bytes / 1e9).toFixed(1)} GB`
