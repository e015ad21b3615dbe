import { join } from 'node:path'
import type { Digits } from '../data/digits.js'
import { inContext } from '../errorContext.js'
import { DataError, UsageError } from '../errors.js'
import { loadClassifier, withClassifiers } from '../node/classifier.js'
import { readAs } from '../node/files.js'
import { expectNotHeld } from '../node/folderLock.js'
import { type DataOptions, loadData } from '../node/openData.js'
import { comparison } from '../report/comparison.js'
import type { ReportRun } from '../report/run.js'
import { runReport } from '../report/runReport.js'
import type { Robustness } from '../report/sections/robustness.js'
import { suites } from '../robustness/suites/catalog.js'
import { expectSameTask, type Task } from '../task.js'
import { measureModels, type SuiteMeasurement } from './measureModels.js'
import { dataOfRun, type RunRecord } from './record.js'
import { parseRecord } from './recordSchema.js'
import { reportRunOf } from './reportRun.js'
import { resumeCommand } from './resumeCommand.js'
import { modelFile, recordFile } from './runFolder.js'

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
 * @throws {UsageError} if a folder is there twice, or none, or if a run is still trained
 * @throws {DataError} if a run is not finished, its record is damaged, or the data are missing or of another task
 * @throws {ModelError} if a model is damaged, or another than its record says
 * @example const { html } = await reportRuns(['runs/first', 'runs/second'])
 */
export async function reportRuns(folders: readonly string[], options: ReportRunsOptions = {}): Promise<RunsReport> {
  return reportFinishedRuns(await readFinishedRuns(folders, options), options)
}

/** Which data, and where they are. Defaults to the dataset that the first run was trained on, wherever it is found. */
export interface ReportRunsOptions extends Pick<DataOptions, 'dataset' | 'asIs' | 'onProgress'> {
  /** Folder with the files of the dataset, or with `task.json` and images of a task of its own. */
  readonly data?: string
  /** By which suite the models are measured beside. Defaults to none. */
  readonly robustness?: SuiteMeasurement
}

/** As `reportRuns`, of runs whose records have been read. */
export async function reportFinishedRuns(
  finished: readonly FinishedRun[],
  { data, robustness, ...options }: ReportRunsOptions = {},
): Promise<RunsReport> {
  const [first] = finished
  const { test, task } = await loadData({
    parts: ['test'],
    ...(first && dataOfRun(first.record, data)),
    ...options,
  })
  const runs: ReportRun[] = []
  for (const run of finished) runs.push(await answerAgain(run, { test, task }))
  const measurement = robustness && { ...robustness, ...(options.onProgress && { onProgress: options.onProgress }) }
  const measured = measurement && (await measureRuns(finished, { test, task }, measurement))
  return {
    html: await (runs.length === 1 ? runReport(runs[0]!, measured) : comparison(runs, measured)),
    disagreements: runs.flatMap(run => run.disagreements.map(sentence => `${run.path}: ${sentence}`)),
  }
}

function measureRuns(
  finished: readonly FinishedRun[],
  data: { readonly test: Digits; readonly task: Task },
  measurement: SuiteMeasurement,
): Promise<Robustness> {
  const paths = finished.map(({ folder }) => join(folder, modelFile))
  return withClassifiers(paths, async models => ({
    ...(await measureModels(models, data, measurement)),
    about: suites[measurement.suite].about,
  }))
}

/** A run that is finished. */
export interface FinishedRun {
  readonly folder: string
  readonly record: RunRecord
}

/** Reads the records of runs that must be finished. */
export async function readFinishedRuns(
  folders: readonly string[],
  { data }: Pick<ReportRunsOptions, 'data'> = {},
): Promise<FinishedRun[]> {
  if (folders.length === 0) throw new UsageError('expected at least one run, received none')
  const twice = folders.find((folder, index) => folders.indexOf(folder) !== index)
  if (twice !== undefined) throw new UsageError(`expected each run once, received ${twice} twice`)
  return Promise.all(folders.map(folder => readFinished(folder, data)))
}

async function readFinished(folder: string, dataFolder: string | undefined): Promise<FinishedRun> {
  const path = join(folder, recordFile)
  const record = await readAs(path, bytes => parseRecord(new TextDecoder().decode(bytes)))
  if (record.status !== 'finished') {
    await expectNotHeld(folder)
    throw new DataError(
      `${path}: expected status to be finished, received "${record.status}"; \`${resumeCommand({ folder, dataFolder })}\` resumes the run`,
    )
  }
  if (!record.test) throw new DataError(`${path}: expected test to be the evaluation of a finished run, received null`)
  if (record.history.length === 0)
    throw new DataError(`${path}: expected history to be a list of at least one epoch, received []`)
  return { folder, record }
}

async function answerAgain(
  { folder, record }: FinishedRun,
  { test, task }: { readonly test: Digits; readonly task: Task },
): Promise<ReportRun> {
  const path = join(folder, modelFile)
  const classifier = await loadClassifier(path)
  expectSameTask(path, classifier.metadata.task, task)
  const probabilities = await classifier.predict(test.images).finally(classifier.dispose)
  try {
    return reportRunOf({ folder, record, model: classifier.model, test, probabilities })
  } catch (error) {
    throw inContext(`${path}: `, error)
  }
}
