import type { Digits } from '../data/digits.js'
import { formatCount } from '../figures/format.js'
import type { TrainingState } from '../training/state.js'
import { identityOf } from './identity.js'
import type { RunRecord } from './record.js'
import { writeCheckpoint, writeRecord } from './runFolder.js'
import type { Stopwatch } from './stopwatch.js'

/** A run in progress. */
export interface Run {
  readonly folder: string
  readonly record: RunRecord
  /** Where it goes on; undefined where it begins. */
  readonly state: TrainingState | undefined
  readonly training: Digits
  readonly test: Digits
  readonly stopwatch: Stopwatch
  /** Aborted when the run is to stop after the step in progress. */
  readonly signal: AbortSignal
  /** Changes the record, in memory and in the folder. */
  save(changes: Partial<RunRecord>): Promise<void>
  /** Keeps a state to go on from. */
  saveCheckpoint(state: TrainingState): Promise<void>
}

/** What a run is made from. */
export type RunParts = Omit<Run, 'save' | 'saveCheckpoint'>

/** Where the signal's reason is an error, the folder belongs to another process: nothing is written any more. */
export function createRun({ record: first, ...parts }: RunParts): Run {
  let record = first
  const { folder, signal } = parts
  const identity = identityOf(first)
  const expectHeld = () => {
    if (signal.reason instanceof Error) throw signal.reason
  }
  return {
    ...parts,
    get record() {
      return record
    },
    async save(changes) {
      expectHeld()
      record = { ...record, ...changes }
      await writeRecord(folder, record)
    },
    async saveCheckpoint(state) {
      expectHeld()
      await writeCheckpoint(folder, state, identity)
    },
  }
}

/** What run it is, for titles and announcements. */
export function titleOf({ name, seed, options }: RunRecord): string {
  const part = options.limit === null ? '' : `, first ${formatCount(options.limit)} images`
  return `${name}, seed ${seed}${part}`
}
