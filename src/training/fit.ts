import type { Network } from '../layers/network.js'
import { randomStream, shuffledIndices } from '../random.js'
import type { Runtime } from '../runtime/runtime.js'
import type { Augmentation } from './augmentation.js'
import { countDigits, type LabelledImages, withNonDigits } from './batches.js'
import { createEngine } from './engine.js'
import type { EpochRecord, StepProgress } from './history.js'
import type { Optimizer } from './optimizers.js'
import type { Schedule } from './schedules.js'
import { expectFitting, expectPosition, initialState, nothingYet, snapshot, type TrainingState } from './state.js'
import { betterOf, type EarlyStopping, outOfPatience } from './stopping.js'

export interface FitOptions {
  readonly runtime: Runtime
  readonly optimizer: Optimizer
  readonly schedule: Schedule
  /** Times that every image is seen. */
  readonly epochs: number
  /** Images to a step; the last step of an epoch takes what is left. */
  readonly batchSize: number
  /** Share of certainty moved from the label to all classes alike, in [0, 1). */
  readonly labelSmoothing: number
  /** How far the images are changed at random; not at all unless told. */
  readonly augmentation?: Augmentation
  /** Images of no digit, raw pixels 28 × 28 each, about which the network is to learn to be undecided. */
  readonly nonDigitImages?: Uint8Array
  /** First weights, order of the images and all noise follow from it. */
  readonly seed: number
  /** Replicas that work at the same time, each on one core. */
  readonly threads: number
  /** Images that are only looked at, after every epoch. */
  readonly validation?: LabelledImages
  readonly earlyStopping?: EarlyStopping
  /** Whether the weights of the best epoch are given back, instead of the last one's. */
  readonly restoreBest?: boolean
  /** Where to go on, instead of at the beginning. */
  readonly resume?: TrainingState
  /** When aborted, the training stops after the step in progress. */
  readonly signal?: AbortSignal
  /** Called once everything is compiled, before the first step. */
  readonly onReady?: () => void
  readonly onStep?: (progress: StepProgress) => void
  readonly onEpoch?: (record: EpochRecord) => void
  /** Called after every epoch, and when the training is interrupted, with a state to go on from. */
  readonly onCheckpoint?: (state: TrainingState) => void | Promise<void>
}

export interface FitResult {
  readonly state: TrainingState
  /** Why it ended: all epochs done, patience over, or the signal. */
  readonly ended: 'finished' | 'stoppedEarly' | 'interrupted'
}

/**
 * Trains a network.
 *
 * @throws Error where there are no images, where the loss is no longer a number, or where the state to resume is one of another net or optimizer
 */
export async function fit(network: Network, digits: LabelledImages, options: FitOptions): Promise<FitResult> {
  const { optimizer, schedule, epochs, batchSize, seed, validation, onStep, onEpoch, onCheckpoint } = options
  if (digits.count === 0) throw new Error('fit: expected at least 1 image, received 0')
  const training = options.nonDigitImages ? withNonDigits(digits, options.nonDigitImages) : digits
  const start = options.resume ?? initialState(network, optimizer, seed)
  expectFitting(start, network, optimizer)
  const steps = Math.ceil(training.count / batchSize)
  expectPosition(start, { epochs, steps })
  const engine = await createEngine(network, start, options)
  let state: TrainingState = { ...start, parameters: engine.parameters, slots: engine.slots }
  const rateAt = (step: number) =>
    optimizer.config.learningRate * schedule({ step, steps: steps * epochs, stepsPerEpoch: steps })
  // A state that was saved after the last epoch of an early stop is not to be trained further.
  let ended: FitResult['ended'] = outOfPatience(start.best, start.epoch, options.earlyStopping)
    ? 'stoppedEarly'
    : 'finished'

  /** Takes the steps that the epoch still lacks, until a signal comes. */
  async function takeSteps(): Promise<void> {
    const { epoch } = state
    const order = shuffledIndices(training.count, randomStream(seed, 'shuffle', epoch))
    const batchAt = (step: number) => order.subarray(step * batchSize, (step + 1) * batchSize)
    const strength = epoch < epochs - (options.augmentation?.plainEpochs ?? 0) ? 1 : 0
    const load = (step: number) => engine.load(training, batchAt(step), [epoch, step], strength)
    let seen = countDigits(training, order.subarray(0, state.step * batchSize))
    const since = performance.now() / 1000 - state.running.seconds
    load(state.step)
    while (state.step < steps && !options.signal?.aborted) {
      const { step, running } = state
      const rate = rateAt(epoch * steps + step)
      const computing = engine.computeGradients()
      if (step + 1 < steps) load(step + 1) // while the step runs
      const { loss, correct } = await computing
      if (!Number.isFinite(loss)) throw notANumber('loss', loss, epoch + 1, step + 1, rate)
      await engine.update(epoch * steps + step + 1, rate)
      const seconds = performance.now() / 1000 - since
      state = {
        ...state,
        step: step + 1,
        running: { loss: running.loss + loss, correct: running.correct + correct, seconds },
      }
      seen += countDigits(training, batchAt(step))
      onStep?.(progressOf(state, seen, digits.count, options, steps))
    }
  }

  /** Measures the epoch whose steps are done, and turns to the next. */
  async function closeEpoch(): Promise<void> {
    const { running } = state
    const epoch = state.epoch + 1
    const learningRate = rateAt(epoch * steps - 1)
    const started = performance.now()
    const score = validation && (await engine.score(validation))
    if (score && !Number.isFinite(score.loss))
      throw notANumber('validation loss', score.loss, epoch, steps, learningRate)
    const record: EpochRecord = {
      epoch,
      seconds: running.seconds + (performance.now() - started) / 1000,
      trainLoss: running.loss / digits.count,
      trainAccuracy: running.correct / digits.count,
      validationLoss: score?.loss ?? null,
      validationAccuracy: score?.accuracy ?? null,
      learningRate,
    }
    const keepsBest = options.restoreBest || options.earlyStopping
    const best = keepsBest && betterOf(state.best, record, engine.parameters, options.earlyStopping?.monitor)
    state = {
      ...state,
      epoch,
      step: 0,
      running: nothingYet,
      history: [...state.history, record],
      ...(best && { best }),
    }
    onEpoch?.(record)
  }

  try {
    options.onReady?.()
    while (state.epoch < epochs && ended === 'finished') {
      await takeSteps()
      if (state.step < steps) ended = 'interrupted'
      else await closeEpoch()
      if (outOfPatience(state.best, state.epoch, options.earlyStopping)) ended = 'stoppedEarly'
      await onCheckpoint?.(snapshot(state))
    }
    const last = snapshot(state)
    const restored = options.restoreBest && ended !== 'interrupted' && last.best
    return { state: restored ? { ...last, parameters: restored.parameters } : last, ended }
  } finally {
    await engine.dispose()
  }
}

/** How far an epoch is, by the digits seen: images of no digit are among them in every part of it alike. */
function progressOf(
  { epoch, step, running }: TrainingState,
  seen: number,
  count: number,
  { epochs }: FitOptions,
  steps: number,
): StepProgress {
  const imagesPerSecond = seen / running.seconds
  return {
    epoch: epoch + 1,
    epochs,
    step,
    steps,
    seen,
    loss: running.loss / Math.max(1, seen),
    accuracy: running.correct / Math.max(1, seen),
    imagesPerSecond,
    secondsLeft: ((epochs - epoch) * count - seen) / imagesPerSecond,
  }
}

function notANumber(what: string, loss: number, epoch: number, step: number, learningRate: number): Error {
  return new Error(
    `fit: expected a finite ${what}, received ${loss} in epoch ${epoch}, step ${step}; ` +
      `try a learning rate below ${Number(learningRate.toPrecision(3))}, a warm-up (schedule oneCycle) or batch normalization`,
  )
}
