import { join } from 'node:path'
import type { Digits } from '../data/digits.js'
import { loadMnist } from '../data/sources/mnist.js'
import { UsageError } from '../errors.js'
import { loadClassifier } from '../node/classifier.js'
import { fileProblem, readAs, writeWhole } from '../node/files.js'
import { folderHolder } from '../node/folderLock.js'
import { readRegular } from '../node/readRegular.js'
import { comparison } from '../report/comparison.js'
import { isReport } from '../report/page.js'
import type { ReportRun } from '../report/run.js'
import { runReport } from '../report/runReport.js'
import { reportLoading } from './loading.js'
import { print, printError } from './output.js'
import type { RunRecord } from './record.js'
import { parseRecord } from './recordSchema.js'
import type { ReportOptions } from './report.js'
import { reportRunOf } from './reportRun.js'
import { describeHolder, reportFile } from './runFolder.js'

/**
 * Does what `mnist report` was told.
 *
 * @returns the exit code: 1 where a record and its model disagree
 */
export async function report(folders: readonly string[], { out, force, data }: ReportOptions): Promise<number> {
  const twice = folders.find((folder, place) => folders.indexOf(folder) !== place)
  if (twice !== undefined) throw new UsageError(`expected each run once, received ${twice} twice`)
  const path = out ?? (folders.length === 1 ? join(folders[0]!, reportFile) : 'comparison.html')
  // The records come first: what is wrong with them is known before anything is computed.
  const records = await Promise.all(folders.map(readFinished))
  if (force !== true) await expectReplaceable(path)
  const loading = reportLoading()
  const { test } = await loadMnist({
    parts: ['test'],
    onProgress: loading.onProgress,
    ...(data !== undefined && { folder: data }),
  }).finally(loading.end)
  const runs: ReportRun[] = []
  for (const [place, folder] of folders.entries()) runs.push(await answerAgain(folder, records[place]!, test))
  await writeWhole(path, await (runs.length === 1 ? runReport(runs[0]!) : comparison(runs)))
  print(path)
  const disagreements = runs.flatMap(run => run.disagreements.map(sentence => `${run.place}: ${sentence}`))
  for (const disagreement of disagreements) printError(disagreement)
  return disagreements.length > 0 ? 1 : 0
}

async function readFinished(folder: string): Promise<RunRecord> {
  return readAs(join(folder, 'run.json'), async bytes => {
    const record = parseRecord(new TextDecoder().decode(bytes))
    const holder = await folderHolder(folder)
    if (record.status !== 'finished' && holder) throw new Error(describeHolder(folder, holder))
    if (record.status !== 'finished')
      throw new Error(
        `expected status to be finished, received "${record.status}"; \`mnist train --resume\` resumes the run`,
      )
    if (!record.test) throw new Error('expected test to be the evaluation of a finished run, received null')
    if (record.history.length === 0) throw new Error('expected history to be a list of at least one epoch, received []')
    return record
  })
}

async function answerAgain(folder: string, record: RunRecord, test: Digits): Promise<ReportRun> {
  const path = join(folder, 'model.onnx')
  const classifier = await loadClassifier(path)
  const probabilities = await classifier.predict(test.images).finally(classifier.dispose)
  try {
    return reportRunOf({ folder, record, model: classifier.model, test, probabilities })
  } catch (error) {
    throw new Error(`${path}: ${(error as Error).message}`)
  }
}

/** A page of ours may be written again; anything else stays. */
async function expectReplaceable(path: string): Promise<void> {
  const before = await readRegular(path).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return undefined
    throw new UsageError(`${path}: could not be written (${fileProblem(error)})`)
  })
  if (before !== undefined && !isReport(new TextDecoder().decode(before)))
    throw new UsageError(`expected ${path} to be a report or a new file, received another file; --force replaces it`)
}
