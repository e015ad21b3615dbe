import type { JournalStudy } from './journal/replay.js'

/** What the journal keeps of a trial that was measured on the test images. */
export interface TestRecord {
  /** Date and time, ISO 8601. */
  readonly tested: string
  readonly seeds: readonly {
    readonly seed: number
    readonly accuracy: number
    readonly correct: number
    readonly count: number
    readonly loss: number
  }[]
}

/** The name of the study's attribute that holds it. */
export const testAttribute = (trial: number) => `test of trial ${trial}`

/** What the test images said of a trial; undefined where they were not asked. */
export function testOf({ attributes }: Pick<JournalStudy, 'attributes'>, trial: number): TestRecord | undefined {
  return attributes[testAttribute(trial)] as TestRecord | undefined
}
