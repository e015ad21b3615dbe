import { mnist } from '../data/datasets.js'
import { networkFrom, parseRecipe, type Recipe } from '../model/configuration.js'
import { expectTrainable } from '../model/trainable.js'
import { defaultThreads, memoryCapacity } from '../node/machine.js'
import type { DeviceName } from '../runtime/devices.js'
import type { OptimizerKind } from '../training/optimizers.js'
import { asUsage, UsageError } from './errors.js'
import { chooseNet } from './net.js'
import type { NetOptions } from './options.js'
import type { RunPlan } from './record.js'

/** What decides a run, as the command line gives it. */
export interface PlanOptions extends NetOptions {
  readonly epochs?: number
  readonly batchSize?: number
  readonly learningRate?: number
  readonly optimizer?: OptimizerKind
  readonly seed?: number
  readonly threads?: number
  readonly device?: DeviceName
  readonly limit?: number
  readonly validation?: number
}

/**
 * Settles everything that decides a run: the net's own recipe with the changes of the command line.
 *
 * @throws UsageError where options contradict each other or the configuration file is not valid
 */
export async function planRun(options: PlanOptions): Promise<RunPlan> {
  const { seed = 0, threads = defaultThreads(), device = 'cpu', limit = null } = options
  const { configuration, ...named } = await chooseNet(options)
  const { training, ...model } = configuration
  const recipe = await asUsage(() => parseRecipe(changedRecipe(training, options)))
  const images = Math.min(limit ?? Number.POSITIVE_INFINITY, mnist.parts.training.count)
  if (recipe.validation >= images)
    throw new UsageError(
      `expected --validation to be below the number of training images, ${images}, received ${recipe.validation}`,
    )
  const network = networkFrom(model)
  await asUsage(() => expectTrainable(network, { ...recipe, threads, images, memory: memoryCapacity() }))
  const command = commandLine({ ...options, seed, threads })
  return { ...named, seed, command, model, options: { ...recipe, limit, threads, device } }
}

function changedRecipe(recipe: Recipe, options: PlanOptions): unknown {
  const { epochs, batchSize, learningRate, optimizer, limit, validation } = options
  return {
    ...recipe,
    ...(epochs !== undefined && { epochs }),
    ...(batchSize !== undefined && { batchSize }),
    optimizer: {
      // Another optimizer begins with its own defaults: what suits one does not suit the other.
      ...(optimizer === undefined ? recipe.optimizer : { kind: optimizer }),
      ...(learningRate !== undefined && { learningRate }),
    },
    // A recipe's number is meant for all images; of few, a tenth is enough.
    validation: validation ?? Math.min(recipe.validation, Math.floor((limit ?? Number.POSITIVE_INFINITY) / 10)),
  }
}

/** Seed and threads are written out even where they are the default: the weights depend on them. */
function commandLine(options: PlanOptions): string {
  const names = {
    preset: options.preset,
    model: options.model,
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
    value === undefined ? [] : [`--${name}`, quoted(String(value))],
  )
  return ['mnist train', ...words].join(' ')
}

/** A word as a shell takes it. */
export function quoted(word: string): string {
  return /^[\w@%+=:,./\\-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`
}
