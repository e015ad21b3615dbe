import { join } from 'node:path'
import { UsageError } from '../../errors.js'
import { createStudyFolder, openStudyFolder, type StoredStudy } from '../../runs/trial/studyFolder.js'
import { digestsOf, expectOwn, loadTrainingData } from '../../runs/trial/trainTrial.js'
import { parseStudy } from '../../study/studyFile.js'
import { mnistTask, sameTask } from '../../task.js'
import { reportLoading } from '../loading.js'
import { isFolder, readStudyFile } from './readStudy.js'

/** Which study is to be run, and where it is kept. */
export interface OpenOptions {
  readonly out?: string
  readonly data?: string
  readonly threadsPerTrial?: number
}

/** A study that may be run here, and the folder of its data; undefined where that is MNIST. */
export interface OpenedStudy {
  readonly stored: StoredStudy
  readonly data: string | undefined
}

/**
 * Opens the study of a folder, or begins the one of a file.
 *
 * @throws {UsageError} if there is none, if it is not valid, or if it began with another version of this package
 * @throws {DataError} if the data are others than those it began with
 */
export async function openOrCreateStudy(path: string, options: OpenOptions): Promise<OpenedStudy> {
  const { threadsPerTrial, out } = options
  if (await isFolder(path)) {
    if (out !== undefined) throw new UsageError(`expected no --out beside the folder of a study, received ${out}`)
    const stored = await openStudyFolder(path)
    const { threads } = stored.study
    if (threadsPerTrial !== undefined && threadsPerTrial !== threads)
      throw new UsageError(
        `${path}: expected --threads-per-trial to be ${threads}, with which the study began, received ${threadsPerTrial}`,
      )
    const data = options.data ?? dataOf(stored.description.definition)
    expectOwn(stored.common, await load(data))
    return { stored, data }
  }
  const definition = {
    ...(await readStudyFile(path)),
    ...(threadsPerTrial !== undefined && { threads: threadsPerTrial }),
  }
  const data = options.data ?? dataOf(definition)
  if (data === undefined) parseStudy(definition) // what is wrong with it is known before anything is downloaded
  const loaded = await load(data)
  const { name } = parseStudy(definition, loaded.task)
  const stored = await createStudyFolder(out ?? join('studies', name), {
    definition,
    digests: digestsOf(loaded),
    ...(!sameTask(loaded.task, mnistTask) && { task: loaded.task }),
  })
  expectOwn(stored.common, loaded)
  return { stored, data }
}

function dataOf(definition: object): string | undefined {
  return (definition as { readonly data?: string }).data
}

async function load(data: string | undefined) {
  const loading = reportLoading()
  return loadTrainingData(data, loading.onProgress).finally(loading.end)
}
