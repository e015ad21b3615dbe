import type { Digits } from '../../../src/data/digits.js'
import { splitDigits, takeDigits } from '../../../src/data/digits.js'
import type { Evaluation } from '../../../src/evaluation/evaluate.js'
import { evaluateProbabilities } from '../../../src/evaluation/evaluate.js'
import { rankMistakes } from '../../../src/evaluation/mistakes.js'
import { decodeCheckpoint, encodeCheckpoint } from '../../../src/model/checkpoint.js'
import { type Classifier, createClassifier } from '../../../src/model/classifier.js'
import { networkFrom } from '../../../src/model/configuration.js'
import { exportModel } from '../../../src/model/modelFile.js'
import type { Sequential } from '../../../src/model/sequential.js'
import { exportByRecipe, trainByRecipe } from '../../../src/recipe/trainByRecipe.js'
import { webRuntime } from '../../../src/runtime/web.js'
import type { FitResult } from '../../../src/training/fit.js'
import type { EpochRecord, StepProgress } from '../../../src/training/history.js'
import { type LearningCurve, learningCurve } from '../../../src/training/learningCurve.js'
import type { Parameters } from '../../../src/training/parameters.js'
import { evaluatedParameters } from '../../../src/training/state.js'
import { fetchMnist } from '../../data/mnist.js'
import { imagePixels } from '../../task.js'
import type { Plan } from '../trainingPlan.js'
import { chooseEngine } from './chooseEngine.js'

/** An image that was read wrong, with what it looks like. */
export interface ShownMistake {
  readonly truth: number
  readonly prediction: number
  /** Probability given to the prediction, in [0, 1]. */
  readonly confidence: number
  /** Raw pixels: [height × width]. */
  readonly image: Uint8Array
}

/** How a net answers images that it did not learn from. */
export interface Showing {
  readonly evaluation: Evaluation
  /** The most confident first, as many as a page shows. */
  readonly mistakes: readonly ShownMistake[]
}

/** How a training went so far. */
export interface Recorded {
  readonly history: readonly EpochRecord[]
  readonly curve: LearningCurve
}

/** Events of a training. */
export interface TrainingEvents {
  /** Everything is compiled; by which engine it computes. */
  onReady(engine: string): void
  /** A few times a second, with the learning curve where it has changed. */
  onProgress(progress: StepProgress, curve: LearningCurve | undefined): void
  /** After every epoch, and when it is paused: waited for, so that what was stored is never behind by more. */
  onCheckpoint(checkpoint: Uint8Array, recorded: Recorded, showing: Showing | undefined): Promise<void>
}

/** What is left of a training that ended, for whatever reason. */
export interface TrainingEnd {
  readonly ended: FitResult['ended']
  /** Where it ended; with the weights of the best epoch, if the plan restores them. */
  readonly checkpoint: Uint8Array
}

/** What came of a training. */
export interface Conclusion {
  /** The model file, with its test accuracy in it. */
  readonly model: Uint8Array<ArrayBuffer>
  /** On MNIST's 10,000 test images. */
  readonly test: Showing
}

const SHOWN_MISTAKES = 15
const BETWEEN_REPORTS = 100

let pausing: AbortController | undefined

/** Stops the training that runs after the step in progress. */
export function pause(): void {
  pausing?.abort()
}

/** Trains by a plan, from the beginning or from a checkpoint. */
export async function train(
  plan: Plan,
  checkpoint: Uint8Array | undefined,
  events: TrainingEvents,
): Promise<TrainingEnd> {
  const controller = new AbortController()
  pausing = controller
  const { seed, configuration } = plan
  const network = networkFrom(configuration)
  const { training, validation } = await splitFor(plan)
  const { runtime, threads, name } = await chooseEngine(plan, network, training)
  let curve: LearningCurve | undefined
  let reported = 0
  const report = (progress: StepProgress) => {
    const now = performance.now()
    if (now - reported < BETWEEN_REPORTS && progress.step < progress.steps) return
    events.onProgress(progress, curve)
    ;[curve, reported] = [undefined, now]
  }
  let shown = -1
  const { state, ended } = await trainByRecipe(network, training, {
    recipe: configuration.training,
    validation,
    runtime,
    threads,
    seed,
    signal: controller.signal,
    ...(checkpoint && { resume: decodeCheckpoint(checkpoint) }),
    onReady: () => events.onReady(name),
    onStep: report,
    onCurve(changed) {
      curve = changed
    },
    async onCheckpoint(state) {
      const closed = state.step === 0 && state.epoch !== shown && validation.count > 0
      shown = state.epoch
      const showing = closed ? await showAnswers(network, evaluatedParameters(state), validation) : undefined
      const recorded = { history: state.history, curve: learningCurve(state) }
      await events.onCheckpoint(encodeCheckpoint(state), recorded, showing)
    },
  })
  return { ended, checkpoint: encodeCheckpoint(state) }
}

/** Prints the model of a checkpoint and reads the test images with it: once, when all choices are made. */
export async function conclude(plan: Plan, checkpoint: Uint8Array): Promise<Conclusion> {
  const network = networkFrom(plan.configuration)
  const { parameters } = decodeCheckpoint(checkpoint)
  const test = await showAnswers(network, parameters, await fetchMnist('test'))
  const { seed, changed, preset, configuration } = plan
  const metadata = { seed, accuracy: test.evaluation.accuracy, ...(!changed && { preset }) }
  const model = await exportByRecipe(network, parameters, (await splitFor(plan)).validation, {
    recipe: configuration.training,
    runtime: webRuntime,
    threads: 1,
    metadata,
  })
  return { model: model as Uint8Array<ArrayBuffer>, test }
}

/** The images that a plan learns from, and those that it holds out. */
async function splitFor({ images, seed, configuration }: Plan): Promise<{ training: Digits; validation: Digits }> {
  const { validation } = configuration.training
  return splitDigits(takeDigits(await fetchMnist('training'), images + validation), { validation, seed })
}

async function showAnswers(network: Sequential, parameters: Parameters, digits: Digits): Promise<Showing> {
  const classifier = await createClassifier(webRuntime, exportModel(network, parameters), { threads: 1 })
  try {
    return await showing(classifier, digits)
  } finally {
    await classifier.dispose()
  }
}

async function showing(classifier: Classifier, { images, labels }: Digits): Promise<Showing> {
  const probabilities = await classifier.predict(images)
  const mistakes = rankMistakes(probabilities, labels).slice(0, SHOWN_MISTAKES)
  return {
    evaluation: evaluateProbabilities(probabilities, labels),
    mistakes: mistakes.map(({ index, truth, prediction, confidence }) => ({
      truth,
      prediction,
      confidence,
      image: images.slice(index * imagePixels, (index + 1) * imagePixels),
    })),
  }
}
