import { join } from 'node:path'
import type { Digits } from '../data/digits.js'
import { type DataOptions, loadData } from '../data/sources/openData.js'
import { inContext } from '../errorContext.js'
import { DataError, UsageError } from '../errors.js'
import { loadClassifier } from '../node/classifier.js'
import { readAs } from '../node/files.js'
import { folderHolder } from '../node/folderLock.js'
import { comparison } from '../report/comparison.js'
import type { ReportRun } from '../report/run.js'
import { runReport } from '../report/runReport.js'
import { expectSameTask, type Task } from '../task.js'
import type { RunRecord } from './record.js'
import { parseRecord } from './recordSchema.js'
import { reportRunOf } from './reportRun.js'
import { describeHolder, modelFile, recordFile } from './runFolder.js'

/** A report of one run, or a comparison of several. */
export interface RunsReport {
  /** One HTML page, with no need of a network. */
  readonly html: string
  /** What the records say and the models do not answer now, run by run: a sentence each. */
  readonly disagreements: readonly string[]
}

/**
 * Lets the models of finished runs answer the test images again, and makes the page that `mnist report` writes.
 *
 * @param folders of the runs, each once
 * @throws {UsageError} if a folder is there twice, or none
 * @throws {Error} if a run is not finished, its record or model is damaged, or the data are missing or of another task
 * @example const { html } = await reportRuns(['runs/first', 'runs/second'])
 */
export async function reportRuns(
  folders: readonly string[],
  { data, onProgress }: Pick<DataOptions, 'onProgress'> & { readonly data?: string } = {},
): Promise<RunsReport> {
  const records = await readFinishedRuns(folders)
  const { test, task } = await loadData({
    parts: ['test'],
    ...(onProgress && { onProgress }),
    ...(data !== undefined && { folder: data }),
  })
  const runs: ReportRun[] = []
  for (const [place, folder] of folders.entries()) runs.push(await answerAgain(folder, records[place]!, { test, task }))
  const [first] = runs
  return {
    html: await (runs.length === 1 ? runReport(first!) : comparison(runs)),
    disagreements: runs.flatMap(run => run.disagreements.map(sentence => `${run.place}: ${sentence}`)),
  }
}

/** The records of runs that are finished. */
export async function readFinishedRuns(folders: readonly string[]): Promise<RunRecord[]> {
  if (folders.length === 0) throw new UsageError('expected at least one run, received none')
  const twice = folders.find((folder, place) => folders.indexOf(folder) !== place)
  if (twice !== undefined) throw new UsageError(`expected each run once, received ${twice} twice`)
  return Promise.all(folders.map(readFinished))
}

async function readFinished(folder: string): Promise<RunRecord> {
  return readAs(join(folder, recordFile), async bytes => {
    const record = parseRecord(new TextDecoder().decode(bytes))
    const holder = await folderHolder(folder)
    if (record.status !== 'finished' && holder) throw new DataError(describeHolder(folder, holder))
    if (record.status !== 'finished')
      throw new DataError(
        `expected status to be finished, received "${record.status}"; \`mnist train --resume\` resumes the run`,
      )
    if (!record.test) throw new DataError('expected test to be the evaluation of a finished run, received null')
    if (record.history.length === 0)
      throw new DataError('expected history to be a list of at least one epoch, received []')
    return record
  })
}

async function answerAgain(
  folder: string,
  record: RunRecord,
  { test, task }: { readonly test: Digits; readonly task: Task },
): Promise<ReportRun> {
  const path = join(folder, modelFile)
  const classifier = await loadClassifier(path)
  expectSameTask(path, classifier.notes.task, task)
  const probabilities = await classifier.predict(test.images).finally(classifier.dispose)
  try {
    return reportRunOf({ folder, record, model: classifier.model, test, probabilities })
  } catch (error) {
    throw inContext(`${path}: `, error)
  }
}
