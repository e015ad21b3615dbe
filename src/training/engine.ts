import type { Network } from '../layers/network.js'
import type { LabelledImages } from './batches.js'
import type { FitOptions } from './fit.js'
import type { Parameters } from './parameters.js'
import { createReplicas, type Replicas, type StepResult } from './replicas.js'
import { createScorer, type Score } from './scorer.js'
import type { TrainingState } from './state.js'
import { createUpdater } from './updater.js'

/** The compiled graphs of a training and the memory that they share. */
export interface Engine {
  /** The weights now. */
  readonly parameters: Parameters
  /** The optimizer's memory now. */
  readonly slots: TrainingState['slots']
  readonly load: Replicas['load']
  computeGradients(): Promise<StepResult>
  update(iteration: number, learningRate: number): Promise<void>
  score(examples: LabelledImages): Promise<Score>
  dispose(): Promise<void>
}

/** Compiles everything that a training needs. It works on copies of the state's vectors. */
export async function createEngine(network: Network, state: TrainingState, options: FitOptions): Promise<Engine> {
  const { runtime, optimizer, batchSize, threads, labelSmoothing, augmentation, nonDigitImages, seed, validation } =
    options
  const shared = (values: Float32Array) => {
    const copy = new Float32Array(runtime.allocate(values.byteLength))
    copy.set(values)
    return copy
  }
  const parameters = { trained: shared(state.parameters.trained), statistics: shared(state.parameters.statistics) }
  const count = Math.min(threads, batchSize)
  const [replicas, scorer] = await Promise.all([
    createReplicas({
      runtime,
      network,
      parameters,
      labelSmoothing,
      ...(augmentation && { augmentation }),
      hasNonDigits: nonDigitImages !== undefined,
      batchSize,
      count,
      seed,
    }),
    validation && createScorer({ runtime, network, parameters, threads }),
  ])
  const slots = Object.fromEntries(Object.entries(state.slots).map(([slot, values]) => [slot, shared(values)]))
  const updater = await createUpdater({
    runtime,
    optimizer,
    parameters,
    slots,
    gradients: replicas.gradients,
  })
  return {
    parameters,
    slots,
    load: replicas.load,
    computeGradients: replicas.run,
    update: updater.update,
    score: examples => scorer!.score(examples),
    async dispose() {
      await Promise.all([replicas.dispose(), updater.dispose(), scorer?.dispose()])
    },
  }
}
