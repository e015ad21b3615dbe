import type { Digits } from '../data/digits.js'
import { formatCount } from '../figures/format.js'
import type { TrainingState } from '../training/state.js'
import type { RunRecord } from './record.js'
import { writeRecord } from './runFolder.js'
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
  /** Changes the record, in memory and in the folder. */
  save(changes: Partial<RunRecord>): Promise<void>
}

/** What a run is made from. */
export type RunParts = Omit<Run, 'save'>

export function createRun({ record: first, ...parts }: RunParts): Run {
  let record = first
  return {
    ...parts,
    get record() {
      return record
    },
    save(changes) {
      record = { ...record, ...changes }
      return writeRecord(parts.folder, record)
    },
  }
}

/** What run it is, for titles and announcements. */
export function titleOf({ name, seed, options }: RunRecord): string {
  const part = options.limit === null ? '' : `, first ${formatCount(options.limit)} images`
  return `${name}, seed ${seed}${part}`
}
