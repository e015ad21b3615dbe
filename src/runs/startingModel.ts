import { createHash } from 'node:crypto'
import { inContext } from '../errorContext.js'
import { LibraryError, UsageError } from '../errors.js'
import type { Configuration } from '../model/configuration.js'
import { logitsLayer } from '../model/logitsLayer.js'
import type { Model } from '../model/model.js'
import type { ModelConfig } from '../model/modelConfig.js'
import { readModelMetadata, readTrainedNetwork } from '../model/modelFile.js'
import { describeImage, describeTask, sameTask, type Task } from '../task.js'
import { emptyParameters, initialParameters, type Parameters, parameterValues } from '../training/parameters.js'

/** A model that a training begins with. */
export interface StartingModel {
  /** The bytes of a model file, as `mnist train` and `mnist import` write it. */
  readonly model: Uint8Array
  /** Its file, as the command line of the record and errors are to name it. Defaults to `model.onnx`. */
  readonly file?: string
}

/** What a model file holds, on its way into a training. */
export interface ReadStart {
  readonly file: string
  readonly sha256: string
  readonly network: Model
  readonly task: Task
  readonly parameters: Parameters
}

/** How a net takes over the weights of another. */
interface HeadOptions {
  /** Whether the last dense layer is drawn anew instead. */
  readonly newHead: boolean
}

/**
 * Reads a model that a training begins with.
 *
 * @throws {UsageError} if it is no model file of this project, or no classifier
 */
export function readStart({ model, file = 'model.onnx' }: StartingModel): ReadStart {
  try {
    const { task } = readModelMetadata(model)
    const { network, parameters } = readTrainedNetwork(model)
    return { file, sha256: createHash('sha256').update(model).digest('hex'), network, task, parameters }
  } catch (error) {
    if (!(error instanceof LibraryError)) throw error
    const hint = '; mnist import makes a model of what another framework wrote'
    throw new UsageError(`${file}: ${error.message}${hint}`, { cause: error })
  }
}

/**
 * What a net is to classify that begins with a model: the data's task, with the mean and deviation that the weights were trained by.
 *
 * @throws {UsageError} if the data have images of another size, or other classes and the head stays
 */
export function taskFrom({ file, task }: ReadStart, data: Task, { newHead }: HeadOptions): Task {
  const refused = (hint: string) =>
    new UsageError(`${file}: expected data of ${describeTask(task)}, received ${describeTask(data)}${hint}`)
  if (describeImage(task) !== describeImage(data)) throw refused('')
  if (!newHead && !sameTask(task, data)) throw refused('; --new-head replaces the last layer by one for these classes')
  return { ...(sameTask(task, data) ? task : data), mean: task.mean, deviation: task.deviation }
}

/** The net of a model, for a task that may have other classes. */
export function netFrom(start: ReadStart, task: Task, { newHead }: HeadOptions): ModelConfig {
  const { config, layers } = start.network
  if (!newHead) return { ...config, task }
  const head = layers.indexOf(headOf(start, start.network))
  const units = task.classes.length
  return { ...config, task, layers: config.layers.map((layer, i) => (i === head ? { ...layer, units } : layer)) }
}

/**
 * Makes sure that a net by a preset or a configuration can take over the weights of a model: it has the same, layer by layer, whatever they are called.
 *
 * @throws {UsageError} that names the first difference
 */
export function expectSameWeights(
  start: ReadStart,
  network: Model,
  { preprocessing }: Pick<Configuration, 'preprocessing'>,
  { newHead }: HeadOptions,
): void {
  const { preprocessing: expected } = start.network.config
  const hint = `; without --preset and --model, the net of ${start.file} is trained`
  if (expected !== undefined && expected !== preprocessing)
    throw new UsageError(
      `${start.file}: expected a net with preprocessing ${expected}, received ${preprocessing}${hint}`,
    )
  const pairs = pairedWeights(start, network, newHead)
  const different = pairs.find(({ ours, theirs }) => describeWeight(ours) !== describeWeight(theirs))
  if (!different) return
  const [from, to] = [different.theirs, different.ours].map(
    weight => weight && `${weight.name} [${weight.shape.join(', ')}]`,
  )
  throw new UsageError(
    `${start.file}: expected a net with ${from ?? 'no further weight'}, received ${to ?? 'none'}${hint}`,
  )
}

/** The first weights of a net that begins with those of a model; a new head is drawn from the seed. */
export function parametersFrom(start: ReadStart, network: Model, seed: number, { newHead }: HeadOptions): Parameters {
  const parameters = newHead ? initialParameters(network, seed) : emptyParameters(network)
  const [ours, theirs] = [parameterValues(network, parameters), parameterValues(start.network, start.parameters)]
  for (const pair of pairedWeights(start, network, newHead))
    (ours[pair.ours!.name]!.data as Float32Array).set(theirs[pair.theirs!.name]!.data as Float32Array)
  return parameters
}

type Weight = Model['weights'][number]

/** Weights of both nets in their order, but for those of a head that is replaced. */
function pairedWeights(start: ReadStart, network: Model, newHead: boolean) {
  const kept = (of: Model): readonly Weight[] => {
    if (!newHead) return of.weights
    const head = headOf(start, of).name
    return of.weights.filter(({ name }) => !name.startsWith(`${head}.`))
  }
  const [ours, theirs] = [kept(network), kept(start.network)]
  return Array.from({ length: Math.max(ours.length, theirs.length) }, (_, i) => ({ ours: ours[i], theirs: theirs[i] }))
}

/** What of a weight has to be the same: `kernel [10, 1, 3, 3]`. */
const describeWeight = (weight: Weight | undefined) =>
  weight && `${weight.name.split('.').at(-1)} [${weight.shape.join(', ')}]`

function headOf({ file }: ReadStart, network: Model) {
  try {
    return logitsLayer(network, 'which --new-head can replace')
  } catch (error) {
    throw inContext(`${file}: `, error)
  }
}
