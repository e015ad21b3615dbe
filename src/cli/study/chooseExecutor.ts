import { createLocalExecutor, defaultJobs } from '../../runs/trial/localExecutor.js'
import type { StoredStudy } from '../../runs/trial/studyFolder.js'
import type { StudyData } from '../../runs/trial/trainTrial.js'
import type { TrialExecutor } from '../../study/trial.js'
import { printError } from '../output.js'
import { queueAddress } from '../queue/address.js'
import { sayOnce } from '../queue/sayOnce.js'
import type { QueueOption } from '../sharedOptions.js'
import { createQueueExecutor } from './queueExecutor.js'

/** Who trains the trials of a study. */
export interface ExecutorOptions extends QueueOption {
  readonly jobs?: number
  /** Megabytes that one training may take. */
  readonly memory?: number
  /** Which data; undefined where the workers of a queue are to find them. */
  readonly studyData?: StudyData
}

/** The workers of a queue, or processes of this machine. */
export async function chooseExecutor(
  { folder, study }: StoredStudy,
  { jobs = defaultJobs(study.threads), memory, studyData, queue }: ExecutorOptions,
): Promise<TrialExecutor> {
  if (queue !== undefined) return createQueueExecutor(queueAddress(queue), { onAway: sayOnce(printError) })
  return createLocalExecutor({
    folder,
    jobs,
    ...(studyData && { data: studyData }),
    ...(memory !== undefined && { maxBytes: memory * 1e6 }),
  })
}
