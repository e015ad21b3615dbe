import type { Digits } from '../data/digits.js'
import type { Device } from '../runtime/devices.js'
import type { EpochRecord, StepProgress } from '../training/history.js'
import type { TrainingState } from '../training/state.js'
import { identityOf } from './identity.js'
import type { RunLog } from './loggers/runLog.js'
import type { RunRecord } from './record.js'
import type { ResumedRun } from './resumeCommand.js'
import { writeCheckpoint, writeRecord } from './runFolder.js'
import type { Stopwatch } from './stopwatch.js'

/** Events of a run. */
export interface RunEvents {
  /** Its folder is there: from now on it can be resumed. */
  readonly onBegin?: (run: RunBeginning) => void
  /** What computes was found, where another than the processor or `auto` was asked for; a fallback is a notice. */
  readonly onDevice?: (device: Device) => void
  /** Called once everything is compiled, before the first step. */
  readonly onReady?: () => void
  readonly onStep?: (progress: StepProgress) => void
  readonly onEpoch?: (record: EpochRecord) => void
  /** A notice to the user that does not end the run. */
  readonly onNotice?: (message: string) => void
}

/** A run as it begins, or is resumed. */
export interface RunBeginning {
  readonly folder: string
  readonly record: RunRecord
  /** Where it is resumed; undefined where it begins. */
  readonly state: Pick<TrainingState, 'epoch' | 'step'> | undefined
}

/** A run in progress, as far as the test images are not wanted: that of a study's trial never gets them. */
export interface UnmeasuredRun extends ResumedRun {
  readonly record: RunRecord
  /** Where it is resumed; undefined where it begins. */
  readonly state: TrainingState | undefined
  readonly training: Digits
  readonly stopwatch: Stopwatch
  readonly events: RunEvents
  readonly log: RunLog
  /** Aborted when the run is to stop after the step in progress. */
  readonly signal: AbortSignal
  /** Changes the record, in memory and in the folder. */
  save(changes: Partial<RunRecord>): Promise<void>
  /** Keeps a state to resume from. */
  saveCheckpoint(state: TrainingState): Promise<void>
}

/** A run in progress. */
export interface Run extends UnmeasuredRun {
  /** The test images, to measure what was trained: the record notes each reading before they are given out. */
  readTest(): Promise<Digits>
}

/** What a run is made from. */
export interface RunParts extends Omit<Run, 'readTest' | 'save' | 'saveCheckpoint'> {
  /** What `readTest` gives out, and nothing else: they are loaded before the training, so that missing ones do not end it. */
  readonly test: Digits
  /** Aborted, with an error, when the folder belongs to another process: nothing is written any more. */
  readonly lost: AbortSignal
}

export function createRun({ record: first, lost, test, ...parts }: RunParts): Run {
  let record = first
  const { folder } = parts
  const identity = identityOf(first)
  return {
    ...parts,
    get record() {
      return record
    },
    async readTest() {
      const reading = { at: new Date().toISOString(), epoch: record.history.length }
      await save({ testReadings: [...(record.testReadings ?? []), reading] })
      return test
    },
    save,
    async saveCheckpoint(state) {
      lost.throwIfAborted()
      await writeCheckpoint(folder, state, identity)
    },
  }
  async function save(changes: Partial<RunRecord>): Promise<void> {
    lost.throwIfAborted()
    record = { ...record, ...changes }
    await writeRecord(folder, record)
  }
}
