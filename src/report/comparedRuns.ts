import type { ReportRun } from './run.js'

/** A run among others. */
export interface ComparedRun extends ReportRun {
  /** A, B, C and so on, in the order given. */
  readonly letter: string
  /** Its place, which decides how its curves are drawn. */
  readonly style: number
  /** The class read in each test image: [count]. */
  readonly predictions: Uint8Array
}

/** How the answers of two runs differ. */
export interface Pair {
  readonly first: ComparedRun
  readonly second: ComparedRun
  /** Images that only one of them has right. */
  readonly onlyFirst: readonly number[]
  readonly onlySecond: readonly number[]
  readonly bothWrong: number
  readonly pValue: number
}
