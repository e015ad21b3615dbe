import { createLocalExecutor, defaultJobs } from '../../runs/trial/localExecutor.js'
import type { StoredStudy } from '../../runs/trial/studyFolder.js'
import type { TrialExecutor } from '../../study/trial.js'

/** Who trains the trials of a study. */
export interface ExecutorOptions {
  readonly jobs?: number
  /** Megabytes that one training may take. */
  readonly memory?: number
  readonly data?: string
}

/** Processes of this machine. */
export async function chooseExecutor(
  { folder, study }: StoredStudy,
  { jobs = defaultJobs(study.threads), memory, data }: ExecutorOptions,
): Promise<TrialExecutor> {
  return createLocalExecutor({
    folder,
    jobs,
    ...(data !== undefined && { data }),
    ...(memory !== undefined && { maxBytes: memory * 1e6 }),
  })
}
