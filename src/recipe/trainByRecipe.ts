import { type Digits, expectDigitsOf, joinDigits, splitDigits } from '../data/digits.js'
import { UsageError } from '../errors.js'
import type { Recipe } from '../model/configuration.js'
import type { ExportMetadata } from '../model/metadata.js'
import { exportModel } from '../model/modelFile.js'
import type { Sequential } from '../model/sequential.js'
import { drawOutlierImages } from '../synthesis/outlierImages.js'
import { drawSceneCrops } from '../synthesis/scenes/crops.js'
import { drawSyntheticDigits } from '../synthesis/syntheticDigits.js'
import { isDigitTask, type Task } from '../task.js'
import { type FitOptions, type FitResult, fit as fitNetwork } from '../training/fit.js'
import { optimizerFrom } from '../training/optimizers.js'
import type { Parameters } from '../training/parameters.js'
import { scheduleFrom } from '../training/schedules.js'
import { initialState } from '../training/state.js'
import { exportCalibratedModel } from './calibratedModel.js'
import { classificationExamples, classificationObjective } from './objective.js'
import { whitenedParameters } from './whitening.js'

/** What steers a training and tells of it, beside its recipe: of the options of the engine's `fit`. */
export type FitControls = Pick<
  FitOptions,
  | 'signal'
  | 'resume'
  | 'validationsPerEpoch'
  | 'onReady'
  | 'onStep'
  | 'onEpoch'
  | 'onGradients'
  | 'onCurve'
  | 'onCheckpoint'
>

/** What a training by a recipe needs beside the network and the digits. */
export interface RecipeOptions extends FitControls, Pick<FitOptions, 'runtime'> {
  readonly recipe: Recipe
  /** First weights, split, order of the images and all noise follow from it. */
  readonly seed: number
  /** Replicas that work at the same time, each on one core. */
  readonly threads: number
  /** Digits of your own for validation. Defaults to as many of the others as the recipe holds out. */
  readonly validation?: Digits
  /** Weights to begin with. Defaults to those that the seed draws. */
  readonly parameters?: Parameters
}

export interface RecipeResult extends FitResult {
  /** The digits that were held out. */
  readonly validation: Digits
}

/**
 * Trains a classifier by a recipe: the one way of it, for the command line, programs and pages.
 *
 * @param digits images to learn from, and unless others are given to hold out
 * @throws {UsageError} if images and labels are not those of the network's task, if fewer of them than the recipe holds out are there, if
 * generated digits are asked for another task, or if the loss is no longer a number
 * @example const { state } = await trainByRecipe(network, digits, { recipe: parseRecipe({ epochs: 3 }), runtime, seed: 0, threads: 2 })
 */
export async function trainByRecipe(
  network: Sequential,
  digits: Digits,
  options: RecipeOptions,
): Promise<RecipeResult> {
  const { recipe, validation: given, parameters, ...others } = options
  const { seed } = others
  const task = taskOf(network)
  expectDigitsOf(task, digits, 'fit')
  if (given) expectDigitsOf(task, given, 'fit')
  const { training, validation } = given
    ? { training: digits, validation: given }
    : splitDigits(digits, { validation: recipe.validation, seed })
  const { syntheticDigits, outlierImages, sceneCrops, classWeight, epochs, earlyStopping, restoreBest } = recipe
  if (syntheticDigits + outlierImages + sceneCrops > 0 && !isDigitTask(task))
    throw new UsageError(
      `fit: expected no syntheticDigits, outlierImages and sceneCrops for images of ${task.name}, received ${syntheticDigits}, ${outlierImages} and ${sceneCrops}`,
    )
  const written = syntheticDigits > 0 ? joinDigits(training, drawSyntheticDigits(syntheticDigits, seed)) : training
  const learned = sceneCrops > 0 ? joinDigits(written, drawSceneCrops(training, sceneCrops, seed)) : written
  const outliers = outlierImages > 0 ? drawOutlierImages(outlierImages, seed) : undefined
  const examples = classificationExamples(learned, outliers, classWeight)
  const optimizer = optimizerFrom(recipe.optimizer)
  const whitens = recipe.whitening && !others.resume
  const first = parameters ?? (whitens ? whitenedParameters(network, training, seed) : undefined)
  const result = await fitNetwork(network, examples, {
    ...classificationObjective(recipe),
    ...(first && { resume: { ...initialState(network, optimizer, seed), parameters: first } }),
    ...others,
    optimizer,
    schedule: scheduleFrom(recipe.schedule),
    epochs,
    batchSize: Math.min(recipe.batchSize, examples.count), // memory is taken for so many
    restoreBest,
    stridedPoolingFirstEpochs: recipe.stridedPoolingFirstEpochs,
    frozenWeights: weightsOfFirstLayer(network),
    freezeLastEpochs: recipe.freezeFirstLayerLastEpochs,
    ...(earlyStopping && { earlyStopping }),
    ...(validation.count > 0 && { validation: classificationExamples(validation) }),
  })
  return { ...result, validation }
}

/** The trained weights of the first layer that has any. */
function weightsOfFirstLayer({ layers }: Sequential): string[] {
  for (const { name, weights } of layers) {
    const trained = Object.entries(weights).filter(([, { trainable }]) => trainable)
    if (trained.length > 0) return trained.map(([weight]) => `${name}.${weight}`)
  }
  return []
}

/** What a net classifies: images and labels are checked against it. */
function taskOf({ task, inputs, outputs }: Sequential): Task {
  if (task) return task
  const names = (specs: Sequential['inputs']) => specs.map(({ name }) => name).join(', ')
  throw new UsageError(
    `fit: expected a net from image to the probabilities of classes, received one from ${names(inputs)} to ${names(outputs)}`,
  )
}

/**
 * Exports the model of a network that was trained by a recipe, calibrated if the recipe says so.
 *
 * @param validation the digits that were held out
 */
export async function exportByRecipe(
  network: Sequential,
  parameters: Parameters,
  validation: Digits,
  options: Pick<RecipeOptions, 'recipe' | 'runtime' | 'threads'> & { readonly metadata: ExportMetadata },
): Promise<Uint8Array> {
  const { recipe, runtime, threads, metadata } = options
  return recipe.temperatureScaling
    ? exportCalibratedModel(runtime, network, parameters, validation, metadata, { threads })
    : exportModel(network, parameters, metadata)
}
