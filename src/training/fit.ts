import * as v from 'valibot'
import { DataError, EngineError, UsageError } from '../errors.js'
import type { Network } from '../layers/network.js'
import { parseOptions, positiveCount, threadCount, wholeNumber } from '../options.js'
import type { Runtime } from '../runtime/runtime.js'
import { arrayBatches, type BatchSource } from './batchSource.js'
import { createEngine } from './engine.js'
import { type Batch, batchLength, type Examples, expectExamples } from './examples.js'
import { type EpochRecord, epochRecord, expectMeasured, type StepProgress, stepProgress } from './history.js'
import { addStep, addValidation, type LearningCurve, learningCurve } from './learningCurve.js'
import type { Loss } from './losses/loss.js'
import { addSums, means, type Sums } from './measures.js'
import type { Metrics } from './metrics.js'
import type { Objective } from './objective.js'
import type { Optimizer } from './optimizers.js'
import { prefetch } from './prefetch.js'
import type { Schedule } from './schedules.js'
import { settled } from './settled.js'
import { type StageOptions, stagesOf } from './stage.js'
import {
  evaluatedParameters,
  expectFitting,
  expectPosition,
  initialState,
  nothingYet,
  snapshot,
  type TrainingState,
} from './state.js'
import { betterOf, type EarlyStopping, outOfPatience } from './stopping.js'
import { validationSteps } from './validationSteps.js'

/** How to train. */
export interface FitOptions<M extends string = 'accuracy'> extends Objective, StageOptions {
  readonly runtime: Runtime
  readonly loss: Loss
  readonly metrics?: Metrics<M>
  readonly optimizer: Optimizer
  /** What the learning rate is multiplied by at each step. Defaults to 1 throughout. */
  readonly schedule?: Schedule
  /** Times that every example is seen. Defaults to 1. */
  readonly epochs?: number
  /**
   * Examples to a step. The last step of an epoch takes what is left; a batch of a source of your own may have fewer. Defaults to 32.
   */
  readonly batchSize?: number
  /** How many epochs at the end see the inputs as they are, as at prediction. Defaults to 0. */
  readonly disableAugmentationLastEpochs?: number
  /** How many batches of a source are asked for before they are needed. Defaults to 2. */
  readonly prefetch?: number
  /** First weights, order of the examples and all noise follow from it. Defaults to 0. */
  readonly seed?: number
  /** Replicas that work at the same time, each on one core. Defaults to 1. */
  readonly threads?: number
  /** Examples that are only looked at: all of them after every epoch, and a part of them within it. */
  readonly validation?: Examples
  /**
   * How often in an epoch the learning curve looks at validation examples; the last look is at its end. It changes no weights.
   * Defaults to as often as costs at most 3 % of the training, and 20 times in all; where that leaves too little, to once.
   */
  readonly validationsPerEpoch?: number
  readonly earlyStopping?: EarlyStopping
  /** Whether the weights of the best epoch are given back, instead of the last one's. */
  readonly restoreBest?: boolean
  /** Where to resume. Defaults to the beginning. */
  readonly resume?: TrainingState<M>
  /** When aborted, the training stops after the step in progress. */
  readonly signal?: AbortSignal
  /** Called once everything is compiled, before the first step. */
  readonly onReady?: () => void
  readonly onStep?: (progress: StepProgress<M>) => void
  readonly onEpoch?: (record: EpochRecord<M>) => void
  /** Called after every epoch with the gradients of its last step by the names of the weights: copies, before any norm is clipped. */
  readonly onGradients?: (gradients: Readonly<Record<string, Float32Array>>) => void
  /** Called when the learning curve has a new point, with all of it. */
  readonly onCurve?: (curve: LearningCurve<M>) => void
  /** Called after every epoch, and when the training is interrupted, with a state to resume from. */
  readonly onCheckpoint?: (state: TrainingState<M>) => void | Promise<void>
}

/** Where a training has ended: `state.parameters` are the weights to evaluate and to export. */
export interface FitResult<M extends string = 'accuracy'> {
  readonly state: TrainingState<M>
  /** How it went, in finer steps than the epochs of `state.history`. */
  readonly curve: LearningCurve<M>
  /** Why it ended: all epochs done, patience over, or the signal. */
  readonly ended: 'finished' | 'stoppedEarly' | 'interrupted'
}

const numbersSchema = v.strictObject({
  stridedPoolingFirstEpochs: v.optional(wholeNumber),
  freezeLastEpochs: v.optional(wholeNumber),
  epochs: positiveCount,
  validationsPerEpoch: v.optional(positiveCount),
  batchSize: positiveCount,
  seed: wholeNumber,
  threads: threadCount,
})

/**
 * Trains a network of any kind, by any loss.
 *
 * @param data examples in memory, or a source of batches
 * @throws {UsageError} if an option is out of range
 * @throws {DataError} if there are no examples, or if an array does not fit the network or the loss
 * @throws {ModelError} if the state to resume is one of another network, optimizer or training
 * @throws {EngineError} if the loss is no longer a number
 * @example
 * const { state } = await fit(network, { count, inputs: { x }, targets: { target: y } }, {
 *   runtime, loss: meanSquaredError(), optimizer: adam(), epochs: 10,
 * })
 */
export async function fit<M extends string = never>(
  network: Network,
  data: Examples | BatchSource,
  options: FitOptions<M>,
): Promise<FitResult<M>> {
  const {
    loss,
    optimizer,
    schedule = () => 1,
    validation,
    onStep,
    onEpoch,
    onGradients,
    onCurve,
    onCheckpoint,
  } = options
  const { epochs = 1, batchSize = 32, seed = 0, threads = 1, validationsPerEpoch } = options
  const { stridedPoolingFirstEpochs, freezeLastEpochs, frozenWeights = [] } = options
  const numbers = { epochs, batchSize, seed, threads, validationsPerEpoch, stridedPoolingFirstEpochs, freezeLastEpochs }
  parseOptions('fit', numbersSchema, numbers)
  const trainable = network.weights.flatMap(({ name, trainable }) => (trainable ? name : []))
  const stray = frozenWeights.find(name => !trainable.includes(name))
  if (stray !== undefined)
    throw new UsageError(`fit: expected frozenWeights among ${trainable.join(', ')}, received ${stray}`)
  const specs = { inputs: network.inputs, targets: loss.targets(network.outputs) }
  for (const examples of 'batch' in data ? [] : [data]) {
    if (examples.count === 0) throw new DataError('fit: expected at least 1 example, received 0')
    expectExamples('fit', examples, specs)
  }
  if (validation) expectExamples('fit, validation', validation, specs)
  const source = 'batch' in data ? data : arrayBatches(data, { batchSize, seed })
  const steps = source.stepsPerEpoch
  const start = options.resume ?? initialState<M>(network, optimizer, seed)
  expectFitting(start, network, optimizer)
  expectPosition(start, { epochs, steps })
  expectMeasured(start.history, ['loss', ...Object.keys(options.metrics ?? {})])
  const stages = stagesOf(epochs, options)
  const engine = await createEngine(network, start, {
    ...options,
    stages: [...new Set(stages.slice(start.epoch))],
    batchSize,
    seed,
    threads,
    scores: validation !== undefined,
  })
  const { scorer } = engine
  const watched =
    scorer &&
    validationSteps({
      count: validation!.count,
      scoringBatch: scorer.batchSize,
      epochs,
      steps,
      batchSize,
      perEpoch: validationsPerEpoch,
    })
  let state: TrainingState<M> = { ...start, parameters: engine.parameters, slots: engine.slots }
  const rateAt = (step: number) =>
    optimizer.config.learningRate *
    schedule({ step, steps: steps * epochs, stepsPerEpoch: steps, history: state.history })
  // A state that was saved after the last epoch of an early stop is not to be trained further.
  let ended: FitResult['ended'] = outOfPatience(start.best, start.epoch, options.earlyStopping)
    ? 'stoppedEarly'
    : 'finished'
  const nextBatch = prefetch(source, start, { epochs, ahead: options.prefetch ?? 2 })

  /** Brings the batch of a step to the replicas; it may be called while the step before runs. */
  async function load(epoch: number, step: number): Promise<Batch> {
    const batch = await nextBatch()
    const length = batchLength(batch)
    if ('batch' in data) expectExamples(`fit, batch of epoch ${epoch + 1}, step ${step + 1}`, batch, specs)
    if (length === 0 || length > batchSize)
      throw new DataError(
        `fit: expected a batch of 1 to ${batchSize} examples in epoch ${epoch + 1}, step ${step + 1}, received ${length}`,
      )
    const augmented = epoch < epochs - (options.disableAugmentationLastEpochs ?? 0)
    engine.load(batch, [epoch, step], augmented ? 1 : 0)
    return batch
  }

  /** Looks at the first of the validation examples, for the curve. */
  async function watch(): Promise<Sums> {
    const { count } = watched!
    const sums = await scorer!.measure(validation!, 0, count)
    state = { ...state, curve: addValidation(state.curve, state.epoch + state.step / steps, sums, count) }
    return sums
  }

  /** Takes the steps that the epoch still lacks, until a signal comes. */
  async function takeSteps(): Promise<void> {
    const { epoch } = state
    const since = performance.now() / 1000 - state.running.seconds
    if (options.signal?.aborted) return
    let batch = await load(epoch, state.step)
    while (state.step < steps && !options.signal?.aborted) {
      const { step, running } = state
      const rate = rateAt(epoch * steps + step)
      const [sums, next] = await settled([
        engine.computeGradients(stages[epoch]),
        step + 1 < steps ? load(epoch, step + 1) : batch, // while the step runs
      ])
      const { total } = sums.loss!
      if (!Number.isFinite(total)) throw notANumber('loss', total, epoch + 1, step + 1, rate)
      await engine.update(epoch * steps + step + 1, rate, stages[epoch]!.frozen)
      const seconds = performance.now() / 1000 - since
      const seen = running.seen + batchLength(batch)
      const before = state.curve
      state = {
        ...state,
        step: step + 1,
        running: { sums: addSums(running.sums, sums), seen, seconds },
        curve: addStep(before, epoch + (step + 1) / steps, sums),
      }
      batch = next
      onStep?.(stepProgress(state, epochs, steps))
      const isWatched = step + 1 < steps && watched?.steps.has(step + 1)
      if (isWatched) await watch() // also where the signal came: a resumed training would not do it
      if (isWatched || state.curve.points !== before.points) onCurve?.(learningCurve(state))
    }
  }

  /** Measures the epoch whose steps are done, and turns to the next. */
  async function closeEpoch(): Promise<void> {
    const { running } = state
    const epoch = state.epoch + 1
    const learningRate = rateAt(epoch * steps - 1)
    const started = performance.now()
    const head = scorer && (await watch())
    const rest = scorer && (await scorer.measure(validation!, watched!.count, validation!.count))
    const score = head && means(addSums(rest!, head))
    if (score && !Number.isFinite(score.loss))
      throw notANumber('validation loss', score.loss!, epoch, steps, learningRate)
    const seconds = running.seconds + (performance.now() - started) / 1000
    const record = epochRecord<M>(running.sums, score, { epoch, seconds, learningRate })
    const keepsBest = options.restoreBest || options.earlyStopping
    const best = keepsBest && betterOf(state.best, record, engine.evaluated, options.earlyStopping)
    state = {
      ...state,
      epoch,
      step: 0,
      running: nothingYet,
      history: [...state.history, record],
      ...(best && { best }),
    }
    onGradients?.(engine.gradients())
    onEpoch?.(record)
    if (scorer) onCurve?.(learningCurve(state))
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
    const curve = learningCurve(last)
    if (ended === 'interrupted') return { state: last, curve, ended }
    const { parameters } = (options.restoreBest && last.best) || { parameters: evaluatedParameters(last) }
    return { state: { ...last, parameters }, curve, ended }
  } finally {
    await engine.dispose()
  }
}

function notANumber(what: string, loss: number, epoch: number, step: number, learningRate: number): Error {
  return new EngineError(
    `fit: expected a finite ${what}, received ${loss} in epoch ${epoch}, step ${step}; ` +
      `try a learning rate below ${Number(learningRate.toPrecision(3))}, a warm-up (schedule oneCycle) or batch normalization`,
    { code: 'ERR_MNIST_DIVERGED' },
  )
}
