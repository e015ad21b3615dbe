import { join } from 'node:path'
import { writeWhole } from '../../node/files.js'
import { studyReport } from '../../report/study/studyReport.js'
import { studyPage } from '../../runs/trial/studyPage.js'
import { expectOwn, loadTrainingData } from '../../runs/trial/trainTrial.js'
import { writeTrialReport } from '../../runs/trial/trialReport.js'
import { trialsOf } from '../../study/trials.js'
import { createLiveLine, print } from '../output.js'
import type { DataCommandOptions } from '../sharedOptions.js'
import { openWholeStudy } from './openWholeStudy.js'
import { dataOfStudy } from './studyData.js'

/** Options of `mnist study show`. */
export interface ShowOptions extends DataCommandOptions {
  /** `--no-reports`: the page alone. */
  readonly reports: boolean
}

/** Writes the page of a study, and the reports of its trainings that are not there yet. */
export async function showCommand(folder: string, { reports, ...options }: ShowOptions): Promise<void> {
  const stored = await openWholeStudy(folder)
  const trials = trialsOf(await stored.sync())
  const addresses = new Map<string, string>()
  if (reports) {
    const loaded = await loadTrainingData(dataOfStudy(stored.description.definition, options))
    expectOwn(stored.common, loaded)
    const line = createLiveLine(process.stderr)
    for (const { number: trial, runs } of trials)
      for (const seed of runs.keys()) {
        line.update(() => `Report of trial ${trial} of ${trials.length - 1}, seed ${seed}`)
        const address = await writeTrialReport(folder, { trial, seed }, loaded)
        if (address !== undefined) addresses.set(`${trial}/${seed}`, address)
      }
    line.clear()
  }
  const page = studyPage(stored, trials, ({ number, runs }) =>
    [...runs.keys()].flatMap(seed => {
      const address = addresses.get(`${number}/${seed}`)
      return address === undefined ? [] : [{ name: `seed ${seed}`, address }]
    }),
  )
  const path = join(folder, 'study.html')
  await writeWhole(path, await studyReport(page))
  print(path)
}
