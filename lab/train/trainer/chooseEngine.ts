import type { Digits } from '../../../src/data/digits.js'
import type { Sequential } from '../../../src/model/sequential.js'
import { classificationExamples, classificationObjective } from '../../../src/recipe/objective.js'
import type { Runtime } from '../../../src/runtime/runtime.js'
import { webRuntime } from '../../../src/runtime/web.js'
import { webGpuRuntime } from '../../../src/runtime/webGpu.js'
import { compareEngines, SAME_GRADIENTS } from '../../../src/training/compareEngines.js'
import type { Plan } from '../trainingPlan.js'

/** What computes a training, and how the page calls it. */
export interface ChosenEngine {
  readonly runtime: Runtime
  readonly threads: number
  readonly name: string
}

/**
 * The engine of a plan. The graphics card is taken where it finds the gradients that WebAssembly finds; without being asked for,
 * only where it is no simulation and also the faster.
 *
 * @throws Error where the card is asked for and there is none, or where it computes something else
 */
export async function chooseEngine(plan: Plan, network: Sequential, training: Digits): Promise<ChosenEngine> {
  const { engine, threads, seed, configuration } = plan
  const processor: ChosenEngine = {
    runtime: webRuntime,
    threads,
    name: `WebAssembly, ${threads === 1 ? '1 thread' : `${threads} threads`}`,
  }
  if (engine === 'wasm') return processor
  const candidate = await webGpuRuntime({ software: engine === 'webgpu' })
  if (!candidate) {
    if (engine === 'auto') return processor
    throw new Error('engine: expected a browser with WebGPU, found none; choose the processor')
  }
  const { batchSize, labelSmoothing, augmentation } = configuration.training
  const { difference, seconds } = await compareEngines(network, classificationExamples(training), {
    ...classificationObjective({ labelSmoothing, ...(augmentation && { augmentation }) }),
    reference: webRuntime,
    candidate,
    batchSize,
    seed,
  })
  // Written so that a difference that is no number is refused too.
  const same = difference <= SAME_GRADIENTS
  if (engine === 'webgpu' && !same)
    throw new Error(
      `engine: expected the gradients of WebAssembly, received some that differ by ${difference} of the largest; choose the processor`,
    )
  const faster = seconds.candidate < seconds.reference / threads
  return same && (engine === 'webgpu' || faster) ? { runtime: candidate, threads: 1, name: 'WebGPU' } : processor
}
