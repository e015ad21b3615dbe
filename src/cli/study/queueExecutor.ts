import type { QueueAddress } from '../../queue/address.js'
import type { BackendOptions } from '../../queue/backend.js'
import { openJobQueue } from '../../queue/jobQueue.js'
import { failure } from '../../runs/trial/trainTrial.js'
import { runKey, type TrialExecutor, type TrialOutput, type TrialRun } from '../../study/trial.js'
import { artifactsOf, expectQueuedOutput, trialKind } from './queuedTrial.js'

/** Trainings that a study may have in a queue; how many there are at a time, the study says. */
const capacity = 10_000

/**
 * Has the trainings of a study done by the workers of a queue. A training that was given to the queue stays there when this process
 * ends: whoever goes on with the study finds what has come of it.
 *
 * @throws {UsageError} if a package is missing, or the server refuses access
 */
export async function createQueueExecutor(address: QueueAddress, options: BackendOptions): Promise<TrialExecutor> {
  const queue = await openJobQueue(address, options)

  async function outputOf(run: TrialRun, signal: AbortSignal): Promise<TrialOutput | undefined> {
    const id = runKey(run)
    for (;;) {
      await queue.add([{ id, kind: trialKind, payload: run }])
      const outcome = await queue.outcome(id, signal)
      if (outcome === undefined) return undefined
      if (outcome.state === 'failed') return failure(new Error(`set aside by the queue: ${outcome.reason}`))
      if (outcome.state === 'missing') continue // the server has lost it
      const { hasModel, ...output } = expectQueuedOutput(outcome.result)
      const model = hasModel ? await queue.artifacts.get(artifactsOf(id).model) : null
      if (model !== undefined) return { ...output, model }
      await queue.remove(id) // the server has lost the model
    }
  }

  return {
    capacity,
    execute: (run, { signal }) => outputOf(run, signal),
    async forget(run) {
      const id = runKey(run)
      const { checkpoint, model } = artifactsOf(id)
      await Promise.all([queue.remove(id), queue.artifacts.remove(checkpoint), queue.artifacts.remove(model)])
    },
    close: () => queue.close(),
  }
}
