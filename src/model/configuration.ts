import * as v from 'valibot'
import { inContext } from '../errorContext.js'
import { UsageError } from '../errors.js'
import { flag, fraction, oneOf, parseOptions, positiveCount, show, wholeCount } from '../options.js'
import { mnistTask, type Task } from '../task.js'
import { type Augmentation, parseAugmentation } from '../training/augmentation.js'
import { type OptimizerConfig, optimizerFrom } from '../training/optimizers.js'
import { parseSchedule, type ScheduleConfig } from '../training/schedules.js'
import type { EarlyStopping } from '../training/stopping.js'
import { currentConfiguration } from './earlierNames.js'
import type { Model } from './model.js'
import type { ModelConfig, PlacedLayerConfig } from './modelConfig.js'
import { modelEntries, modelFrom } from './modelFrom.js'
import type { Preprocessing } from './preprocessing.js'
import { expectProbabilities } from './sequential.js'

/** How a net is trained, as data. */
export interface Recipe {
  readonly epochs: number
  readonly batchSize: number
  readonly optimizer: OptimizerConfig
  readonly schedule: ScheduleConfig
  /** Share of certainty moved from the label to all classes alike, in [0, 1). */
  readonly labelSmoothing: number
  /** How far the training images are changed at random; not at all unless told. */
  readonly augmentation?: Augmentation
  /** How many generated digits are mixed in, written in ways that MNIST knows little of. */
  readonly syntheticDigits: number
  /** How many generated images of no digit are mixed in, about which the net learns to be undecided. */
  readonly outlierImages: number
  /** How many cuttings of generated scenes are mixed in, as the reader hands them over: digits, and what it may take for one. */
  readonly sceneCrops: number
  /** Whether held-out images decide the temperature of the probabilities, and below which of them an answer is refused. */
  readonly temperatureScaling: boolean
  /** Training images held out, to watch the training. */
  readonly validation: number
  readonly earlyStopping?: EarlyStopping
  /** Whether the weights of the best epoch are kept instead of the last one's. */
  readonly restoreBest: boolean
}

/** What a configuration file holds: a net, and how to train it. */
export interface Configuration {
  /** What the net is asked. */
  readonly task: Task
  readonly preprocessing: Preprocessing
  readonly layers: readonly PlacedLayerConfig[]
  readonly training: Recipe
}

/** What a file leaves out: Adam as Keras has it, for five epochs. */
export const defaultRecipe: Recipe = {
  epochs: 5,
  batchSize: 128,
  optimizer: { kind: 'adam', learningRate: 0.001 },
  schedule: { kind: 'constant', warmup: 0 },
  labelSmoothing: 0,
  syntheticDigits: 0,
  outlierImages: 0,
  sceneCrops: 0,
  temperatureScaling: false,
  validation: 5000,
  restoreBest: false,
}

const anObject = v.custom<object>(
  value => typeof value === 'object' && value !== null && !Array.isArray(value),
  'an object',
)

const fileSchema = v.strictObject({
  ...modelEntries,
  training: v.optional(anObject, {}),
})

const recipeSchema = v.strictObject({
  epochs: v.optional(positiveCount, defaultRecipe.epochs),
  batchSize: v.optional(positiveCount, defaultRecipe.batchSize),
  optimizer: v.optional(anObject),
  schedule: v.optional(anObject),
  labelSmoothing: v.optional(fraction, 0),
  augmentation: v.nullish(anObject),
  syntheticDigits: v.optional(wholeCount, 0),
  outlierImages: v.optional(wholeCount, 0),
  sceneCrops: v.optional(wholeCount, 0),
  temperatureScaling: v.optional(flag, false),
  validation: v.optional(wholeCount, defaultRecipe.validation),
  earlyStopping: v.nullish(anObject),
  restoreBest: v.optional(flag, false),
})

const earlyStoppingSchema = v.strictObject({
  monitor: v.optional(oneOf(['validationLoss', 'validationAccuracy']), 'validationLoss'),
  patience: positiveCount,
})

/**
 * Checks what a configuration file holds and fills in what it leaves out.
 *
 * @param value the parsed JSON
 * @param task what the net is asked, unless the file says it. Defaults to MNIST's digits.
 * @throws {UsageError} that names the place, what was expected and what was received; an unknown key, with all that are allowed
 * @example parseConfiguration({ layers: [{ kind: 'flatten' }, { kind: 'dense', units: 10, activation: 'softmax' }] })
 */
export function parseConfiguration(value: unknown, task: Task = mnistTask): Configuration {
  const { training, ...net } = parseOptions('configuration', fileSchema, value)
  const model = modelFrom({ task, ...net } as ModelConfig)
  const { preprocessing, layers } = model.config
  if (preprocessing === undefined)
    throw new UsageError(
      'configuration: expected a net from `image` to the `probabilities` of the classes, ' +
        `received one from ${model.inputs.map(({ name }) => name)} to ${model.outputs.map(({ name }) => name)}`,
    )
  const { layer, outputShape } = model.layers.at(-1)!
  expectProbabilities('configuration', layer, outputShape, net.task ?? task)
  return { task: net.task ?? task, preprocessing, layers, training: parseRecipe(training) }
}

/** Checks the `training` part of a configuration. */
export function parseRecipe(value: unknown): Recipe {
  const { optimizer, schedule, augmentation, earlyStopping, ...rest } = parseOptions('training', recipeSchema, value)
  const { kind, config } = at('training', () =>
    optimizerFrom((optimizer ?? defaultRecipe.optimizer) as OptimizerConfig),
  )
  const recipe: Recipe = {
    ...rest,
    optimizer: { kind, ...config } as OptimizerConfig,
    schedule: at('training', () => parseSchedule((schedule ?? defaultRecipe.schedule) as ScheduleConfig)),
    ...(augmentation && { augmentation: at('training', () => parseAugmentation(augmentation)) }),
    ...(earlyStopping && {
      earlyStopping: at('training', () => parseOptions('earlyStopping', earlyStoppingSchema, earlyStopping)),
    }),
  }
  if (recipe.validation === 0 && (recipe.earlyStopping || recipe.restoreBest || recipe.temperatureScaling))
    throw new UsageError(
      'training: expected validation images for earlyStopping, restoreBest and temperatureScaling, received validation 0',
    )
  return recipe
}

/**
 * Builds the net that a configuration describes: what `sequential` builds, or `model` where layers name their inputs.
 *
 * @throws {UsageError} if layers, options or names are not known or do not fit together; it names the layer
 * @example networkFrom({ layers: [{ kind: 'flatten' }, { kind: 'dense', units: 10, activation: 'softmax' }] })
 */
export function networkFrom({ task, preprocessing, inputs, layers, outputs }: ModelConfig): Model {
  return modelFrom({
    ...(task && { task }),
    ...(preprocessing && { preprocessing }),
    ...(inputs && { inputs }),
    layers,
    ...(outputs && { outputs }),
  })
}

/**
 * Reads the text of a configuration file, also one with option names of earlier versions.
 *
 * @param task what the net is asked, unless the file says it. Defaults to MNIST's digits.
 * @throws {UsageError} if it is not JSON, or as `parseConfiguration` does
 */
export function readConfiguration(text: string, task?: Task): Configuration {
  return parseConfiguration(currentConfiguration(parseJson(text)), task)
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch (error) {
    const received = `${show(text.slice(0, 40))} (${(error as Error).message})`
    throw new UsageError(`configuration: expected JSON, received ${received}`, { cause: error })
  }
}

function at<T>(place: string, compute: () => T): T {
  try {
    return compute()
  } catch (error) {
    throw inContext(`${place}: `, error)
  }
}
