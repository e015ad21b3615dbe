import * as v from 'valibot'
import { DataError, UsageError } from '../../errors.js'
import { expectShape } from '../../options.js'
import type { Artifacts } from '../../queue/artifacts.js'
import { RefusedJob } from '../../queue/envelope.js'
import { HandedBack, type JobHandler } from '../../queue/jobWorker.js'
import { createTrialProcess, type TrialProcess, type TrialProcessOptions } from '../../runs/trial/trialProcess.js'
import { sparseCheckpoints } from '../../study/sparseCheckpoints.js'
import type { CheckpointStore, TrialOutput, TrialRun } from '../../study/trial.js'

// A training of a study as a job: what goes to a worker, and what comes back. Checkpoint and model are artifacts, since BullMQ puts
// results into its events.

/** The kind of these jobs. */
export const trialKind = 'trial'

/** Seconds between the checkpoints that go through the queue: each costs up to a tenth of a second. */
const checkpointSeconds = 30

/** What a job of a training comes to. */
export type QueuedOutput = Omit<TrialOutput, 'model'> & { readonly hasModel: boolean }

/** Names of what a training leaves in the queue. */
export const artifactsOf = (id: string) => ({ checkpoint: `${id}.checkpoint`, model: `${id}.model` })

// The run comes from this version of this package, which the job says; what must be right for the worker's sake is looked at.
const runShape = v.looseObject({ study: v.string('a name'), trial: v.number('a number'), seed: v.number('a number') })

const outputShape = v.looseObject({
  result: v.looseObject({ state: v.picklist(['complete', 'pruned', 'failed'], 'a state') }),
  hasModel: v.boolean('true or false'),
  log: v.string('text'),
})

export function expectQueuedOutput(result: unknown): QueuedOutput {
  expectShape(outputShape, result, 'the result of a training')
  return result as unknown as QueuedOutput
}

/** Trains the trials of studies that come through a queue. */
export interface TrialWorker {
  readonly handler: JobHandler
  /** Ends the processes that train. */
  close(): void
}

/** Makes what a worker trains by: a process for each job at a time, so that native code ends no more than its training. */
export function createTrialWorker(options: TrialProcessOptions): TrialWorker {
  const idle: TrialProcess[] = []
  const all = new Set<TrialProcess>()
  return {
    async handler(payload, { id, signal, artifacts, log }) {
      expectShape(runShape, payload, 'a training of a study')
      const trainer = idle.pop() ?? createTrialProcess(options)
      all.add(trainer)
      const checkpoint = sparseCheckpoints(checkpointIn(artifacts, artifactsOf(id).checkpoint), checkpointSeconds)
      try {
        const output = await trainer.train(payload as unknown as TrialRun, {
          signal,
          checkpoint,
          onEpoch: ({ epoch, validationAccuracy }) =>
            void log(`epoch ${epoch}: held out ${validationAccuracy?.toFixed(4)}`).catch(() => {}),
        })
        if (!output) {
          await checkpoint.flush()
          throw new HandedBack()
        }
        const { model, ...rest } = output
        if (model) await artifacts.put(artifactsOf(id).model, model)
        return { ...rest, hasModel: model !== null } satisfies QueuedOutput
      } catch (error) {
        // The data, the version or the disk of this machine: another worker may have what is wanted.
        throw error instanceof UsageError || error instanceof DataError ? new RefusedJob(error.message) : error
      } finally {
        idle.push(trainer)
      }
    },
    close() {
      for (const trainer of all) trainer.close()
    },
  }
}

function checkpointIn(artifacts: Artifacts, name: string): CheckpointStore {
  return {
    load: () => artifacts.get(name),
    save: checkpoint => artifacts.put(name, checkpoint),
    remove: () => artifacts.remove(name),
  }
}
