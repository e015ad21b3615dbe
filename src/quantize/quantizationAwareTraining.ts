import { type Digits, expectDigitsOf, selectDigits, spreadPlaces } from '../data/digits.js'
import { UsageError } from '../errors.js'
import type { Model } from '../model/model.js'
import { type Augmentation, augment } from '../training/augmentation.js'
import { type FitOptions, fit as fitNetwork } from '../training/fit.js'
import { sparseCategoricalCrossentropy } from '../training/losses/crossentropy.js'
import { accuracy } from '../training/metrics.js'
import { adam } from '../training/optimizers.js'
import { type Parameters, parameterValues } from '../training/parameters.js'
import { scheduleFrom } from '../training/schedules.js'
import { initialState } from '../training/state.js'
import { calibrate } from './calibrate.js'
import { planModel } from './planModel.js'
import type { QuantizedModel } from './quantizedModel.js'
import { quantizePlan } from './quantizeModel.js'
import { scalesOf } from './scales.js'
import { simulatedNetwork, withWeights } from './simulatedNetwork.js'

/** Options of `quantizationAwareTraining`. */
export interface QuantizationAwareTrainingOptions
  extends Pick<FitOptions, 'runtime' | 'signal' | 'onStep' | 'onEpoch'> {
  /** Times that every image is seen. Defaults to 3. */
  readonly epochs?: number
  /** Of Adam, at the beginning; it falls to 0 in a cosine. Defaults to 0.001. */
  readonly learningRate?: number
  /** Images to a step. Defaults to 128. */
  readonly batchSize?: number
  /** How images are changed at random. Defaults to not at all. */
  readonly augmentation?: Augmentation
  /** Images that ranges are found by: raw pixels, image after image. Defaults to 1,000 from all over those that are trained on. */
  readonly calibration?: Uint8Array
  /** What the logits are divided by before the softmax. Defaults to 1. */
  readonly temperature?: number
  /** Order of the images and all noise follow from it. Defaults to 0. */
  readonly seed?: number
  /** Replicas that work at the same time, each on one core. Defaults to 1. */
  readonly threads?: number
}

const CALIBRATION = 1000

/**
 * Quantizes a trained classifier to integers of 8 bits and trains it on, so that its weights make up for what rounding takes (quantization-aware training, QAT;
 * Jacob et al. 2018, arXiv 1712.05877, section 3): scales are found as by `quantizeModel` and stay; weights and results are rounded in every
 * step, and derivatives pass as if they were not (straight-through estimator).
 *
 * @param network whose layers all have a form in integers
 * @param parameters what `fit` has trained: `state.parameters`
 * @param digits training images and their labels
 * @throws {UsageError} that names the layer which cannot be quantized, or if images and labels are not those of the network's task
 * @example const quantized = await quantizationAwareTraining(network, state.parameters, digits, { runtime, epochs: 3 })
 */
export async function quantizationAwareTraining(
  network: Model,
  parameters: Parameters,
  digits: Digits,
  options: QuantizationAwareTrainingOptions,
): Promise<QuantizedModel> {
  const { epochs = 3, learningRate = 0.001, batchSize = 128, temperature = 1, seed = 0, threads = 1 } = options
  const { augmentation, calibration, runtime, signal, onStep, onEpoch } = options
  const plan = planModel(network, parameters, temperature)
  expectDigitsOf(plan.task, digits, 'quantize')
  if (digits.count === 0) throw new UsageError('quantize: expected at least 1 image to train on, received none')
  const seen = calibration ?? selectDigits(digits, spreadPlaces(CALIBRATION, digits.count)).images
  const scales = scalesOf(plan, await calibrate(plan, seen, { runtime, threads }))
  const simulated = simulatedNetwork(plan, scales)
  const optimizer = adam({ learningRate })
  const examples = { count: digits.count, inputs: { image: digits.images }, targets: { label: digits.labels } }
  const { state } = await fitNetwork(simulated.network, examples, {
    runtime,
    loss: sparseCategoricalCrossentropy({ fromLogits: true }),
    metrics: { accuracy: accuracy() },
    optimizer,
    schedule: scheduleFrom({ kind: 'cosine' }),
    epochs,
    batchSize: Math.min(batchSize, digits.count),
    seed,
    threads,
    resume: { ...initialState(simulated.network, optimizer, seed), parameters: simulated.parameters },
    ...(augmentation && { augment: ({ image }) => ({ image: augment(image!, augmentation) }) }),
    ...(signal && { signal }),
    ...(onStep && { onStep }),
    ...(onEpoch && { onEpoch }),
  })
  return quantizePlan(withWeights(plan, parameterValues(simulated.network, state.parameters)), scales, runtime)
}
