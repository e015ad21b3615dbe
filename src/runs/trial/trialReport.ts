import { join, relative, sep } from 'node:path'
import { splitDigits, takeDigits } from '../../data/digits.js'
import { inContext } from '../../errorContext.js'
import { loadClassifier } from '../../node/classifier.js'
import { exists, readAs, writeWhole } from '../../node/files.js'
import { runReport } from '../../report/runReport.js'
import { parseRecord } from '../recordSchema.js'
import { reportRunOf } from '../reportRun.js'
import { reportFile } from '../runFolder.js'
import type { TrainingData } from './trainTrial.js'
import { trialFolder, trialModelFile, trialRecordFile } from './trialFolder.js'

/**
 * Writes the report of one training of a study, on the images that it held out; one that is there stays.
 *
 * @returns its address from the folder of the study; undefined where the training left no model
 */
export async function writeTrialReport(
  study: string,
  place: { readonly trial: number; readonly seed: number },
  { training }: TrainingData,
): Promise<string | undefined> {
  const folder = trialFolder(study, place)
  const path = join(folder, trialModelFile)
  if (!(await exists(path))) return undefined
  const report = join(folder, reportFile)
  const address = relative(study, report).split(sep).join('/')
  if (await exists(report)) return address
  const record = await readAs(join(folder, trialRecordFile), bytes => parseRecord(new TextDecoder().decode(bytes)))
  const { limit, validation } = record.options
  const images = limit === null ? training : takeDigits(training, limit)
  const heldOut = splitDigits(images, { validation, seed: record.seed }).validation
  const classifier = await loadClassifier(path)
  const probabilities = await classifier.predict(heldOut.images).finally(classifier.dispose)
  try {
    const source = {
      folder,
      record,
      model: classifier.model,
      test: heldOut,
      probabilities,
      measuredOn: 'held-out' as const,
    }
    await writeWhole(report, await runReport(reportRunOf(source)))
  } catch (error) {
    throw inContext(`${path}: `, error)
  }
  return address
}
