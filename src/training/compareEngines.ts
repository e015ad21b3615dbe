import type { Network } from '../layers/network.js'
import { randomStream, shuffledIndices } from '../random.js'
import type { Runtime } from '../runtime/runtime.js'
import type { Examples } from './examples.js'
import { means } from './measures.js'
import type { Objective } from './objective.js'
import { initialParameters } from './parameters.js'
import { createReplicas } from './replicas.js'

/** How two runtimes compare on one batch. */
export interface EngineComparison {
  /** The largest difference between two numbers that should be the same, as a fraction of the largest gradient. */
  readonly difference: number
  /** Seconds that one replica of each takes for the batch, once it is warm. */
  readonly seconds: { readonly reference: number; readonly candidate: number }
}

/** Up to this difference, two engines compute the same: rounding, by kernels of their own. */
export const SAME_GRADIENTS = 1e-3

/**
 * Lets two engines compute the gradients of the same batch, by the first weights: a graphics card is not trusted before it
 * has found what the processor finds.
 *
 * @param options.reference the runtime that is trusted
 * @param options.candidate the one that is not yet
 * @param options.batchSize examples of the batch
 * @throws {EngineError} where an engine cannot compute the net at all
 * @example const { difference } = await compareEngines(network, examples, { loss, reference: webRuntime, candidate, batchSize: 64, seed: 0 })
 */
export async function compareEngines(
  network: Network,
  examples: Examples,
  options: Objective & {
    readonly reference: Runtime
    readonly candidate: Runtime
    readonly batchSize: number
    readonly seed: number
  },
): Promise<EngineComparison> {
  const { reference, candidate, ...rest } = options
  const expected = await firstGradients(network, examples, { ...rest, runtime: reference })
  const actual = await firstGradients(network, examples, { ...rest, runtime: candidate })
  const scale = expected.gradients.reduce((most, value) => Math.max(most, Math.abs(value)), 0)
  // NaN is passed on, so that whoever asks for a difference below something is refused it.
  const maxDifference = expected.gradients.reduce(
    (worst, value, i) => Math.max(worst, Math.abs(value - actual.gradients[i]!)),
    Math.abs(expected.loss - actual.loss) * scale,
  )
  return { difference: maxDifference / scale, seconds: { reference: expected.seconds, candidate: actual.seconds } }
}

async function firstGradients(
  network: Network,
  examples: Examples,
  options: Objective & { readonly runtime: Runtime; readonly batchSize: number; readonly seed: number },
): Promise<{ gradients: Float32Array; loss: number; seconds: number }> {
  const { runtime, batchSize, seed } = options
  const parameters = initialParameters(network, seed, bytes => runtime.allocate(bytes))
  const replicas = await createReplicas({ ...options, count: 1, network, parameters })
  try {
    const order = shuffledIndices(examples.count, randomStream(seed, 'compare'))
    replicas.load({ ...examples, indices: order.subarray(0, batchSize) }, [0, 0])
    const { loss } = means(await replicas.run()) // warms up
    const started = performance.now()
    await replicas.run()
    const seconds = (performance.now() - started) / 1000
    return { gradients: replicas.gradients[0]!.trained, loss: loss!, seconds }
  } finally {
    await replicas.dispose()
  }
}
