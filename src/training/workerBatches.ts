import type { Runtime } from '../runtime/runtime.js'
import type { BatchSource } from './batchSource.js'
import type { Batch } from './examples.js'

/** The default export of a module that makes batches: the same for the same epoch and step, both counted from 0. */
export type MakeBatch<O = unknown> = (epoch: number, step: number, options: O) => Batch | Promise<Batch>

/** A source of batches that has threads of its own. */
export interface WorkerBatches extends BatchSource {
  /** Ends the workers. */
  close(): Promise<void>
}

/**
 * Batches that a module makes in workers of its own, while the steps before are computed.
 *
 * @param module address of a module whose default export is a `MakeBatch`
 * @param settings.stepsPerEpoch batches in an epoch
 * @param settings.options handed to the module at each call: what can be copied to a worker
 * @param settings.workers how many make batches at the same time. Defaults to 1; `fit` asks for as many as its `prefetch`.
 * @example
 * const scenes = workerBatches(nodeRuntime, new URL('./scenes.js', import.meta.url), { stepsPerEpoch: 100 })
 * const { state } = await fit(network, scenes, options).finally(scenes.close)
 */
export function workerBatches(
  runtime: Pick<Runtime, 'openModule'>,
  module: URL,
  settings: { readonly stepsPerEpoch: number; readonly options?: unknown; readonly workers?: number },
): WorkerBatches {
  const { stepsPerEpoch, options, workers = 1 } = settings
  const threads = Array.from({ length: workers }, () => runtime.openModule(module))
  return {
    stepsPerEpoch,
    batch: (epoch, step) =>
      threads[(epoch * stepsPerEpoch + step) % workers]!.call(epoch, step, options) as Promise<Batch>,
    async close() {
      await Promise.all(threads.map(thread => thread.close()))
    },
  }
}
