import { join } from 'node:path'
import { networkFrom } from '../../src/model/configuration.js'
import { countMultiplyAdds, countWeights } from '../../src/model/summary.js'
import { openStudyFolder } from '../../src/runs/trial/studyFolder.js'
import { configurationOf } from '../../src/study/driver.js'
import { testOf } from '../../src/study/testRecord.js'
import { trialsOf } from '../../src/study/trials.js'
import { median } from '../statistics.js'

/** A net that was trained from several seeds and measured once. */
export interface RecordRow {
  readonly name: string
  readonly weights: number
  /** undefined where the preset has become another net since. */
  readonly multiplyAdds: number | undefined
  /** Of the test images that each seed has right. */
  readonly accuracies: readonly number[]
  readonly heldOut: readonly number[]
  /** Median of the seeds, of one training. */
  readonly minutes: number
  /** Day of the reading. */
  readonly read: string
  readonly command: string
}

/**
 * What the journal of a study tells of its trials that were measured on the test images.
 *
 * @throws Error if a training ended after they were read
 */
export async function rowsOf(folder: string, study: string): Promise<RecordRow[]> {
  const stored = await openStudyFolder(join(folder, study))
  const journal = await stored.sync()
  const trials = trialsOf(journal)
  return trials.flatMap(trial => {
    const test = testOf(journal, trial.number)
    if (!test) return []
    const later = trials.find(({ ended }) => ended === null || ended > test.tested)
    if (later)
      throw new Error(
        `${study}: expected test images that were read after the last training, received trial ${later.number}, which ended later or not at all`,
      )
    const runs = [...trial.runs.values()]
    const weights = runs[0]!.values.parameters!
    const network = networkFrom(configurationOf(stored.study, trial, trials))
    const choice = Object.values(trial.params).join(', ')
    return {
      name: [stored.study.preset ?? study, ...(choice ? [choice] : [])].join(', '),
      weights,
      multiplyAdds: countWeights(network.weights) === weights ? countMultiplyAdds(network) : undefined,
      accuracies: test.seeds.map(({ accuracy }) => accuracy),
      heldOut: runs.map(({ values }) => values.validationAccuracy!),
      minutes: median(runs.map(({ seconds }) => seconds)) / 60,
      read: test.tested.slice(0, 10),
      command: `mnist study run bench/studies/${study}.json`,
    }
  })
}
