import { availableParallelism } from 'node:os'
import { memoryCapacity } from '../../node/machine.js'
import type { TrialExecutor } from '../../study/trial.js'
import { checkpointIn } from './trialFolder.js'
import { createTrialProcess, type TrialProcess, type TrialProcessOptions } from './trialProcess.js'

/** How trials are trained on this machine. */
export interface LocalOptions extends TrialProcessOptions {
  /** Folder of the study: checkpoints are kept there. */
  readonly folder: string
  /** Trainings at a time, each in a process of its own. */
  readonly jobs: number
}

/** What a training of the larger presets takes, with some room. */
const bytesPerTraining = 800e6

/** As many trainings as there are cores for their threads, and as memory holds. */
export function defaultJobs(threads: number): number {
  const byMemory = Math.floor((0.8 * memoryCapacity()) / bytesPerTraining)
  return Math.max(1, Math.min(Math.floor(availableParallelism() / threads), byMemory))
}

/** Trains trials in processes of this machine. */
export function createLocalExecutor({ folder, jobs, ...options }: LocalOptions): TrialExecutor {
  const idle: TrialProcess[] = []
  const all = new Set<TrialProcess>()
  return {
    capacity: jobs,
    async execute(run, execution) {
      const trainer = idle.pop() ?? createTrialProcess(options)
      all.add(trainer)
      try {
        return await trainer.train(run, { ...execution, checkpoint: checkpointIn(folder, run) })
      } finally {
        idle.push(trainer)
      }
    },
    forget: run => checkpointIn(folder, run).remove(),
    async close() {
      for (const trainer of all) trainer.close()
    },
  }
}
