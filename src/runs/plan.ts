import { basename } from 'node:path'
import * as v from 'valibot'
import { UsageError } from '../errors.js'
import {
  type Configuration,
  networkFrom,
  parseConfiguration,
  parseRecipe,
  type Recipe,
} from '../model/configuration.js'
import { type PresetName, presetNames, preset as presetOf } from '../model/presets.js'
import { expectTrainable } from '../model/trainable.js'
import { defaultThreads, memoryCapacity } from '../node/machine.js'
import { mnistData, type OpenedData } from '../node/openData.js'
import { flag, oneOf, parseOptions, positiveInteger, threadCount, wholeNumber } from '../options.js'
import { type DeviceName, deviceNames } from '../runtime/devices.js'
import { describeTask, sameTask, type Task } from '../task.js'
import type { OptimizerKind } from '../training/optimizers.js'
import type { RunPlan } from './record.js'
import { shellWord } from './shellWord.js'
import { expectSameWeights, netFrom, type ReadStart, readStart, type StartingModel, taskFrom } from './startingModel.js'

/** What a run is to be: a net with its recipe, and what is to be different from that. */
export interface RunOptions {
  /** A net and its recipe by name. Defaults to `fast`, where no configuration is given. */
  readonly preset?: PresetName
  /** A net and a recipe of one's own, as a configuration file has them. */
  readonly configuration?: unknown
  /** What people call the net. Defaults to the preset's name, or to `own`. */
  readonly name?: string
  /** The configuration file, as the command line of the record is to name it. Defaults to the name and `.json`. */
  readonly file?: string
  /**
   * A model whose weights it begins with, and where neither preset nor configuration is given whose net it trains, by the default recipe.
   * Defaults to weights that the seed draws.
   */
  readonly from?: StartingModel
  /** Whether the last dense layer of that model is replaced by one for the classes of the data, drawn from the seed. Defaults to false. */
  readonly newHead?: boolean
  /** Epochs, > 0. Defaults to the recipe's. */
  readonly epochs?: number
  /** Batch size, > 0. Defaults to the recipe's. */
  readonly batchSize?: number
  /** > 0. Defaults to the recipe's, or where the optimizer is another to that optimizer's. */
  readonly learningRate?: number
  /** An optimizer with its defaults. Defaults to the recipe's, with its options. */
  readonly optimizer?: OptimizerKind
  /** First weights, split, order of the images and all noise follow from it, ≥ 0. Defaults to 0. */
  readonly seed?: number
  /** Cores to use, 1 to 256. Defaults to all. The same seed and threads give the same weights. */
  readonly threads?: number
  /** What computes: `cpu`, `cuda`, `webgpu`, `coreml`, `dml`, or `auto`, the first of these that will do. Defaults to `cpu`. */
  readonly device?: DeviceName
  /** How many of the training images are used, the first ones. Defaults to all. */
  readonly limit?: number
  /** Whether rare classes count as much as frequent ones. Defaults to the recipe's. */
  readonly classWeights?: boolean
  /** Number of training images held out for validation. Defaults to the recipe's number, and at most to a tenth of fewer images than MNIST's. */
  readonly validation?: number
}

const text = v.optional(v.string('a text'))

/** What the recipe has, too, is checked with it. */
const schema = v.strictObject({
  preset: v.optional(oneOf(presetNames)),
  configuration: v.optional(v.unknown()),
  name: text,
  file: text,
  from: v.optional(
    v.object(
      { model: v.instance(Uint8Array, 'the bytes of a model file'), file: text },
      'a model file: { model, file }',
    ),
  ),
  newHead: v.optional(flag, false),
  epochs: v.optional(v.unknown()),
  batchSize: v.optional(v.unknown()),
  learningRate: v.optional(v.unknown()),
  optimizer: v.optional(v.unknown()),
  seed: v.optional(wholeNumber, 0),
  threads: v.optional(threadCount, defaultThreads),
  device: v.optional(oneOf(deviceNames), 'cpu'),
  limit: v.optional(positiveInteger),
  classWeights: v.optional(flag),
  validation: v.optional(v.unknown()),
})

/**
 * Settles all that decides a run: the net's own recipe with the changes that are asked for, every default filled in.
 *
 * @param data what it is trained on. Defaults to MNIST.
 * @throws {UsageError} if options are not known, out of range or contradict each other, or if no memory could hold the training
 * @example planRun({ preset: 'fast', epochs: 1, seed: 3 })
 */
export function planRun(
  options: RunOptions,
  { task, dataset, asIs, folder, trainingCount }: Omit<OpenedData, 'load'> = mnistData,
): RunPlan {
  const { seed, threads, device, limit = null, newHead } = parseOptions('run', schema, options)
  const start = options.from && readStart(options.from)
  if (newHead && !start) throw new UsageError('run: expected newHead beside from, the model whose head is replaced')
  const { name, preset, configuration } = start ? netBeginningWith(start, options, task) : chosenNet(options, task)
  const { training, ...model } = configuration
  const recipe = parseRecipe(changedRecipe(training, options, trainingCount))
  const images = Math.min(limit ?? Number.POSITIVE_INFINITY, trainingCount)
  if (recipe.validation >= images)
    throw new UsageError(
      `run: expected validation to be below the number of training images, ${images}, received ${recipe.validation}`,
    )
  expectTrainable(networkFrom(model), { ...recipe, threads, images, memory: memoryCapacity() })
  const isOwn = start ? options.configuration !== undefined : preset === undefined
  const file = isOwn ? (options.file ?? `${name}.json`) : undefined
  return {
    name,
    ...(preset && { preset }),
    ...(start && { from: { file: start.file, sha256: start.sha256, ...(newHead && { newHead }) } }),
    seed,
    command: commandLine({ ...options, file, seed, threads }, { dataset, asIs, folder, from: start?.file }),
    model,
    options: {
      ...recipe,
      augmentation: recipe.augmentation ?? null,
      earlyStopping: recipe.earlyStopping ?? null,
      limit,
      threads,
      device,
    },
  }
}

function chosenNet(
  options: RunOptions,
  task: Task,
): { name: string; preset?: PresetName; configuration: Configuration } {
  const { preset, configuration, name } = options
  if (configuration === undefined) {
    const chosen = preset ?? 'fast'
    return { name: name ?? chosen, preset: chosen, configuration: presetOf(chosen, task) }
  }
  if (preset !== undefined)
    throw new UsageError(`run: expected a preset or a configuration, received both, the preset ${preset}`)
  const own = parseConfiguration(configuration, task)
  if (!sameTask(own.task, task))
    throw new UsageError(`run: expected a net for ${describeTask(task)}, received one for ${describeTask(own.task)}`)
  return { name: name ?? 'own', configuration: own }
}

/** The net that a run trains which begins with a model: that of the model, unless another with the same weights is asked for. */
function netBeginningWith(start: ReadStart, options: RunOptions, dataTask: Task): ReturnType<typeof chosenNet> {
  const head = { newHead: options.newHead ?? false }
  const task = taskFrom(start, dataTask, head)
  if (options.preset === undefined && options.configuration === undefined) {
    const configuration = parseConfiguration(netFrom(start, task, head))
    return { name: options.name ?? basename(start.file).replace(/\.onnx$/i, ''), configuration }
  }
  const { configuration, ...named } = chosenNet(options, task)
  const { mean, deviation } = task
  const own = { ...configuration, task: { ...configuration.task, mean, deviation } }
  const { training: _, ...model } = own
  expectSameWeights(start, networkFrom(model), own, head)
  return { ...named, configuration: own }
}

function changedRecipe(recipe: Recipe, options: RunOptions, trainingCount: number): unknown {
  const { epochs, batchSize, learningRate, optimizer, limit, classWeights, validation } = options
  return {
    ...recipe,
    ...(epochs !== undefined && { epochs }),
    ...(batchSize !== undefined && { batchSize }),
    ...(classWeights && { classWeight: 'balanced' }),
    optimizer: {
      // Another optimizer begins with its own defaults: what suits one does not suit the other.
      ...(optimizer === undefined ? recipe.optimizer : { kind: optimizer }),
      ...(learningRate !== undefined && { learningRate }),
    },
    validation: validation ?? validationOf(recipe, { limit, trainingCount }),
  }
}

/** How many images are held out where nobody says it: the recipe's number is meant for as many as MNIST has; of fewer, a tenth is enough. */
export function validationOf(
  { validation }: Pick<Recipe, 'validation'>,
  { limit, trainingCount }: { readonly limit?: number | undefined; readonly trainingCount: number },
): number {
  const few = [limit ?? [], trainingCount < mnistData.trainingCount ? trainingCount : []].flat()
  return Math.min(validation, ...few.map(count => Math.floor(count / 10)))
}

type CommandOptions = { readonly [K in keyof RunOptions]: RunOptions[K] | undefined }

/** Seed and threads are written out even where they are the default: the weights depend on them. */
function commandLine(
  options: CommandOptions,
  {
    dataset,
    asIs,
    folder,
    from,
  }: { [K in 'dataset' | 'asIs' | 'folder']: OpenedData[K] | undefined } & { readonly from: string | undefined },
): string {
  const names = {
    preset: options.preset,
    model: options.file,
    from,
    dataset,
    data: folder,
    epochs: options.epochs,
    'batch-size': options.batchSize,
    'learning-rate': options.learningRate,
    optimizer: options.optimizer,
    seed: options.seed,
    threads: options.threads,
    device: options.device,
    limit: options.limit,
    validation: options.validation,
  }
  const words = Object.entries(names).flatMap(([name, value]) =>
    value === undefined ? [] : [`--${name}`, shellWord(String(value))],
  )
  const flags = [
    ...(options.newHead ? ['--new-head'] : []),
    ...(asIs ? ['--as-is'] : []),
    ...(options.classWeights ? ['--class-weights'] : []),
  ]
  return ['mnist train', ...words, ...flags].join(' ')
}
