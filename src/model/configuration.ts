import * as v from 'valibot'
import { inContext } from '../errorContext.js'
import { UsageError } from '../errors.js'
import { flag, fraction, oneOf, parseOptions, positiveCount, show, wholeCount } from '../options.js'
import { mnistTask, type Task } from '../task.js'
import { type Augmentation, parseAugmentation } from '../training/augmentation.js'
import { type OptimizerConfig, optimizerFrom } from '../training/optimizers.js'
import { parseSchedule, type ScheduleConfig } from '../training/schedules.js'
import type { EarlyStopping } from '../training/stopping.js'
import { averagedLayers } from './averaged.js'
import { currentConfiguration } from './earlierNames.js'
import type { Model } from './model.js'
import type { ModelConfig, PlacedLayerConfig } from './modelConfig.js'
import { modelEntries, modelFrom } from './modelFrom.js'
import type { Preprocessing } from './preprocessing.js'
import { expectProbabilities } from './sequential.js'

/** How a net is trained, as data. */
export interface Recipe {
  /** How many times each training image is seen. */
  readonly epochs: number
  /** Images in a step. */
  readonly batchSize: number
  readonly optimizer: OptimizerConfig
  readonly schedule: ScheduleConfig
  /** Label smoothing factor, in [0, 1). */
  readonly labelSmoothing: number
  /** `balanced`: each class counts as much as any other, whatever the number of its images. Defaults to every image alike. */
  readonly classWeight?: 'balanced'
  /** How the training images are augmented. Defaults to no augmentation. */
  readonly augmentation?: Augmentation
  /** Number of synthetic digits that are added, written in ways that are rare in MNIST. */
  readonly syntheticDigits: number
  /** Number of synthetic images without a digit that are added with a uniform target (outlier exposure). */
  readonly outlierImages: number
  /** Number of crops of synthetic scenes that are added, as the reader makes them: of digits, and of what may look like one. */
  readonly sceneCrops: number
  /**
   * Whether the first layer, where it is a convolution, begins with the whitened principal components of what it sees, instead of with drawn
   * filters.
   */
  readonly whitening: boolean
  /** How many epochs at the beginning take one pixel of each window of a maximum pool, as strides would; never the last. */
  readonly stridedPoolingFirstEpochs: number
  /** How many epochs at the end leave the first layer that has weights as it is; never the first epoch. */
  readonly freezeFirstLayerLastEpochs: number
  /** Whether temperature and reject threshold are fitted on the validation images. */
  readonly temperatureScaling: boolean
  /** Number of training images held out for validation. */
  readonly validation: number
  readonly earlyStopping?: EarlyStopping
  /** Whether the weights of the best epoch are kept instead of the last one's. */
  readonly restoreBest: boolean
}

/** What a configuration file holds: a net, and how to train it. */
export interface Configuration {
  /** Shape of the images and names of the classes. */
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
  whitening: false,
  stridedPoolingFirstEpochs: 0,
  freezeFirstLayerLastEpochs: 0,
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
  classWeight: v.optional(oneOf(['balanced'])),
  augmentation: v.nullish(anObject),
  syntheticDigits: v.optional(wholeCount, 0),
  outlierImages: v.optional(wholeCount, 0),
  sceneCrops: v.optional(wholeCount, 0),
  whitening: v.optional(flag, false),
  stridedPoolingFirstEpochs: v.optional(wholeCount, 0),
  freezeFirstLayerLastEpochs: v.optional(wholeCount, 0),
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
 * @param task of the network, where the file has none. Defaults to MNIST's digits.
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
  for (const { layer, outputShape } of averagedLayers(model.layers.at(-1)!, model.layers))
    expectProbabilities('configuration', layer, outputShape, net.task ?? task)
  return { task: net.task ?? task, preprocessing, layers, training: parseRecipe(training) }
}

/** Checks the `training` part of a configuration. */
export function parseRecipe(value: unknown): Recipe {
  const { optimizer, schedule, augmentation, earlyStopping, classWeight, ...rest } = parseOptions(
    'training',
    recipeSchema,
    value,
  )
  const { kind, config } = at('training', () =>
    optimizerFrom((optimizer ?? defaultRecipe.optimizer) as OptimizerConfig),
  )
  const recipe: Recipe = {
    ...rest,
    optimizer: { kind, ...config } as OptimizerConfig,
    schedule: at('training', () => parseSchedule((schedule ?? defaultRecipe.schedule) as ScheduleConfig)),
    ...(classWeight && { classWeight }),
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
 * @param task of the network, where the file has none. Defaults to MNIST's digits.
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

function at<T>(path: string, compute: () => T): T {
  try {
    return compute()
  } catch (error) {
    throw inContext(`${path}: `, error)
  }
}
