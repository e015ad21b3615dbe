import type { Network } from '../layers/network.js'
import type { Runtime } from '../runtime/runtime.js'
import type { Objective } from './objective.js'
import type { Optimizer } from './optimizers.js'
import { type Parameters, placedParameters } from './parameters.js'
import { createReplicas, type Replicas } from './replicas.js'
import { createScorer, type Scorer } from './scorer.js'
import { settled } from './settled.js'
import type { Stage } from './stage.js'
import { evaluatedParameters, type TrainingState } from './state.js'
import { createUpdater, type Updater } from './updater.js'

/** The compiled graphs of a training and the memory that they share. */
export interface Engine {
  /** The weights now. */
  readonly parameters: Parameters
  /** What validation measures: the weights, or their moving average where the optimizer keeps one. */
  readonly evaluated: Parameters
  /** The optimizer's memory now. */
  readonly slots: TrainingState['slots']
  readonly load: Replicas['load']
  computeGradients: Replicas['run']
  readonly update: Updater['update']
  /** The gradients of the step computed last, of all replicas, by the names of the weights: copies. */
  gradients(): Record<string, Float32Array>
  /** Measures validation examples; undefined where there are none. */
  readonly scorer: Scorer | undefined
  dispose(): Promise<void>
}

export interface EngineOptions extends Objective {
  readonly runtime: Runtime
  readonly optimizer: Optimizer
  readonly batchSize: number
  readonly threads: number
  readonly seed: number
  /** Whether there are validation examples. */
  readonly scores: boolean
  /** What steps compute. Defaults to steps that compute everything. */
  readonly stages?: readonly Stage[]
}

/** Compiles everything that a training needs. It works on copies of the state's vectors. */
export async function createEngine(
  network: Network,
  state: Pick<TrainingState, 'parameters' | 'slots'>,
  options: EngineOptions,
): Promise<Engine> {
  const { runtime, optimizer, batchSize, threads, scores } = options
  const shared = (values: Float32Array) => {
    const copy = new Float32Array(runtime.allocate(values.byteLength))
    copy.set(values)
    return copy
  }
  const parameters = { trained: shared(state.parameters.trained), statistics: shared(state.parameters.statistics) }
  const slots = Object.fromEntries(Object.entries(state.slots).map(([slot, values]) => [slot, shared(values)]))
  const evaluated = evaluatedParameters({ parameters, slots })
  const made: { dispose(): Promise<void> }[] = []
  const keep = <T extends { dispose(): Promise<void> }>(part: T): T => {
    made.push(part)
    return part
  }
  const dispose = async () => {
    await settled(made.map(part => part.dispose()))
  }
  try {
    const count = Math.min(threads, batchSize)
    const [replicas, scorer] = await settled([
      createReplicas({ ...options, network, parameters, count }).then(keep),
      scores ? createScorer({ ...options, network, parameters: evaluated }).then(keep) : undefined,
    ])
    const { gradients } = replicas
    const updater = keep(
      await createUpdater({ runtime, optimizer, weights: network.weights, parameters, slots, gradients }),
    )
    return {
      parameters,
      evaluated,
      slots,
      load: replicas.load,
      computeGradients: replicas.run,
      update: updater.update,
      gradients() {
        const sum = sumOf(gradients.map(({ trained }) => trained))
        return Object.fromEntries(
          placedParameters(network.weights).map(({ name, start, end }) => [name, sum.subarray(start, end)]),
        )
      },
      scorer,
      dispose,
    }
  } catch (error) {
    await dispose()
    throw error
  }
}

function sumOf(vectors: readonly Float32Array[]): Float32Array {
  const sum = Float32Array.from(vectors[0]!)
  for (const vector of vectors.slice(1)) for (let i = 0; i < sum.length; i++) sum[i]! += vector[i]!
  return sum
}
