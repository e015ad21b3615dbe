import * as v from 'valibot'
import { type Digits, imagePixels, joinDigits, splitDigits } from '../data/digits.js'
import { printCalibratedModel } from '../model/calibratedModel.js'
import { type Classifier, createClassifier } from '../model/classifier.js'
import { parseRecipe, type Recipe } from '../model/configuration.js'
import { type ModelMetadata, printModel } from '../model/modelFile.js'
import { CLASSES, type Sequential } from '../model/sequential.js'
import { expectTrainable } from '../model/trainable.js'
import { parseOptions, threadCount, wholeNumber } from '../options.js'
import { nodeRuntime } from '../runtime/node.js'
import { drawNonDigits } from '../synthesis/nonDigits.js'
import { drawWrittenDigits } from '../synthesis/writtenDigits.js'
import { type FitOptions, type FitResult, fit as fitNetwork } from '../training/fit.js'
import { optimizerFrom } from '../training/optimizers.js'
import { scheduleFrom } from '../training/schedules.js'
import { defaultThreads, memoryCapacity } from './machine.js'

/** What to train by, beside the net and the images. What is left out is as in `defaultRecipe`. */
export interface TrainOptions
  extends Partial<Omit<Recipe, 'validation'>>,
    Pick<FitOptions, 'signal' | 'resume' | 'onReady' | 'onStep' | 'onEpoch' | 'onCheckpoint'> {
  /** How many of the training images are held out, or images of your own to watch the training by. */
  readonly validation?: number | Digits
  /** First weights, split, order of the images and all noise follow from it; 0 unless told. */
  readonly seed?: number
  /** Cores to use; all unless told. The same seed and threads give the same weights. */
  readonly threads?: number
  /** Kept in the model file. */
  readonly metadata?: ModelMetadata
}

export interface Trained extends FitResult {
  /** The trained model, ready to answer and to be saved. */
  readonly classifier: Classifier
  readonly history: FitResult['state']['history']
}

/**
 * Trains a net on all cores.
 *
 * @param network what `sequential` or `networkFrom` built
 * @param digits images to learn from; some are held out for validation
 * @throws Error where an option is unknown or out of range, where labels are no digits, or where the loss is no longer a number
 * @example const { classifier, history } = await fit(net, training, { epochs: 3, seed: 1 })
 */
export async function fit(network: Sequential, digits: Digits, options: TrainOptions = {}): Promise<Trained> {
  const {
    validation,
    seed = 0,
    threads = defaultThreads(),
    metadata = {},
    signal,
    resume,
    onReady,
    onStep,
    onEpoch,
    onCheckpoint,
    ...rest
  } = options
  const {
    validation: heldOut,
    writtenDigits,
    nonDigits,
    calibrate,
    ...recipe
  } = parseRecipe({
    ...rest,
    ...(validation !== undefined && { validation: typeof validation === 'object' ? validation.count : validation }),
  })
  parseOptions('fit', v.strictObject({ seed: wholeNumber, threads: threadCount }), { seed, threads })
  const images = digits.count + writtenDigits + nonDigits
  expectTrainable(network, { ...recipe, threads, images, memory: memoryCapacity() })
  expectDigits(digits)
  if (typeof validation === 'object') expectDigits(validation)
  const parts =
    typeof validation === 'object'
      ? { training: digits, validation }
      : splitDigits(digits, { validation: heldOut, seed })
  const lessons =
    writtenDigits > 0 ? joinDigits(parts.training, drawWrittenDigits(writtenDigits, seed)) : parts.training
  const result = await fitNetwork(network, lessons, {
    runtime: nodeRuntime,
    ...recipe,
    batchSize: Math.min(recipe.batchSize, images), // memory is taken for so many
    optimizer: optimizerFrom(recipe.optimizer),
    schedule: scheduleFrom(recipe.schedule),
    seed,
    threads,
    ...(nonDigits > 0 && { nonDigitImages: drawNonDigits(nonDigits, seed) }),
    ...(resume && { resume }),
    ...(signal && { signal }),
    ...(onReady && { onReady }),
    ...(onStep && { onStep }),
    ...(onEpoch && { onEpoch }),
    ...(onCheckpoint && { onCheckpoint }),
    ...(parts.validation.count > 0 && { validation: parts.validation }),
  })
  const notes = { seed, ...metadata }
  const { parameters } = result.state
  const model = calibrate
    ? await printCalibratedModel(nodeRuntime, network, parameters, parts.validation, notes, { threads })
    : printModel(network, parameters, notes)
  const classifier = await createClassifier(nodeRuntime, model, { threads })
  return { ...result, classifier, history: result.state.history }
}

/** Refuses what would be trained on without a word: labels that are no digits, more or fewer of them than images. */
function expectDigits({ images, labels, count }: Digits): void {
  if (images.length !== count * imagePixels || labels.length !== count)
    throw new Error(
      `fit: expected ${count * imagePixels} pixels and ${count} labels of ${count} digits, received ${images.length} and ${labels.length}`,
    )
  const wrong = labels.findIndex(label => label >= CLASSES)
  if (wrong >= 0)
    throw new Error(`fit: expected labels in [0, ${CLASSES}), received ${labels[wrong]} at index ${wrong}`)
}
