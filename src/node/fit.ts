import * as v from 'valibot'
import type { Digits } from '../data/digits.js'
import { type Classifier, createClassifier } from '../model/classifier.js'
import { parseRecipe, type Recipe } from '../model/configuration.js'
import type { ExportMetadata } from '../model/metadata.js'
import type { Sequential } from '../model/sequential.js'
import { expectTrainable } from '../model/trainable.js'
import { oneOf, parseOptions, threadCount, wholeNumber } from '../options.js'
import { exportByRecipe, type FitControls, trainByRecipe } from '../recipe/trainByRecipe.js'
import { type Device, type DeviceName, deviceNames } from '../runtime/devices.js'
import { nodeRuntime } from '../runtime/node.js'
import type { FitResult } from '../training/fit.js'
import type { Parameters } from '../training/parameters.js'
import { chooseDevice } from './device.js'
import { defaultThreads, memoryCapacity } from './machine.js'

/** What to train by, beside the net and the images. What is left out is as in `defaultRecipe`. */
export interface TrainOptions extends Partial<Omit<Recipe, 'validation'>>, FitControls {
  /** Number of training images held out for validation, or validation images of your own. */
  readonly validation?: number | Digits
  /** First weights, split, order of the images and all noise follow from it. Defaults to 0. */
  readonly seed?: number
  /** What computes: `cpu`, `cuda`, `webgpu`, `coreml`, `dml`, or `auto`, the first of these that is there. Defaults to `cpu`. */
  readonly device?: DeviceName
  /** Told what was taken and why, before the first step. A device that is missing or computes something else gives way to `cpu`. */
  readonly onDevice?: (device: Device) => void | Promise<void>
  /** Cores to use. Defaults to all. The same seed and threads give the same weights. */
  readonly threads?: number
  /** Weights to begin with, as `readTrainedNetwork` reads them of a model file. Defaults to those that the seed draws. */
  readonly parameters?: Parameters
  /** Kept in the model file. */
  readonly metadata?: ExportMetadata
}

export interface Trained extends FitResult {
  /** The trained model, ready to answer and to be saved. */
  readonly classifier: Classifier
  readonly history: FitResult['state']['history']
  /** What computed the training, and why. */
  readonly device: Device
}

/**
 * Trains a net on all cores, or on a graphics card.
 *
 * @param network what `sequential` or `networkFrom` built
 * @param digits images to learn from; some are held out for validation
 * @throws {UsageError} if an option is unknown or out of range
 * @throws {DataError} if labels are no digits
 * @throws {EngineError} if the loss is no longer a number
 * @example const { classifier, history } = await fit(net, training, { epochs: 3, seed: 1 })
 */
export async function fit(network: Sequential, digits: Digits, options: TrainOptions = {}): Promise<Trained> {
  const {
    validation,
    seed = 0,
    threads = defaultThreads(),
    device = 'cpu',
    onDevice,
    metadata = {},
    parameters,
    signal,
    resume,
    validationsPerEpoch,
    onReady,
    onStep,
    onEpoch,
    onGradients,
    onCurve,
    onCheckpoint,
    ...rest
  } = options
  const recipe = parseRecipe({
    ...rest,
    ...(validation !== undefined && { validation: typeof validation === 'object' ? validation.count : validation }),
  })
  parseOptions('fit', v.strictObject({ seed: wholeNumber, threads: threadCount, device: oneOf(deviceNames) }), {
    seed,
    threads,
    device,
  })
  const images = digits.count + recipe.syntheticDigits + recipe.outlierImages + recipe.sceneCrops
  expectTrainable(network, { ...recipe, threads, images, memory: memoryCapacity() })
  const { runtime, ...taken } = await chooseDevice(network, digits, { device, recipe, seed })
  await onDevice?.(taken)
  const { validation: heldOut, ...result } = await trainByRecipe(network, digits, {
    recipe,
    runtime,
    seed,
    threads: taken.name === 'cpu' ? threads : 1, // replicas on one device only take turns
    ...(typeof validation === 'object' && { validation }),
    ...(parameters && { parameters }),
    ...(resume && { resume }),
    ...(validationsPerEpoch !== undefined && { validationsPerEpoch }),
    ...(signal && { signal }),
    ...(onReady && { onReady }),
    ...(onStep && { onStep }),
    ...(onEpoch && { onEpoch }),
    ...(onGradients && { onGradients }),
    ...(onCurve && { onCurve }),
    ...(onCheckpoint && { onCheckpoint }),
  })
  const model = await exportByRecipe(network, result.state.parameters, heldOut, {
    recipe,
    runtime: nodeRuntime,
    threads,
    metadata: { seed, ...metadata },
  })
  const classifier = await createClassifier(nodeRuntime, model, { threads })
  return { ...result, classifier, history: result.state.history, device: taken }
}
