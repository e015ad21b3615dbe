import { join } from 'node:path'
import { UsageError } from '../../errors.js'
import { createStudyFolder, openStudyFolder, type StoredStudy } from '../../runs/trial/studyFolder.js'
import { digestsOf, expectOwn, loadTrainingData } from '../../runs/trial/trainTrial.js'
import { describeShard, expectShardable, type Shard } from '../../study/shard.js'
import { parseStudy, type Study } from '../../study/studyFile.js'
import { mnistTask, sameTask } from '../../task.js'
import { reportLoading } from '../loading.js'
import { isFolder, readStudyFile } from './readStudy.js'
import { parseShard, shardFolder } from './shardOption.js'

/** Which study is to be run, and where it is kept. */
export interface OpenOptions {
  readonly out?: string
  readonly data?: string
  readonly threadsPerTrial?: number
  /** What `--shard` says. */
  readonly shard?: string
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
  const shard = options.shard === undefined ? undefined : parseShard(options.shard, process.env)
  if (await isFolder(path)) {
    if (out !== undefined) throw new UsageError(`expected no --out beside the folder of a study, received ${out}`)
    const stored = await openStudyFolder(path)
    const { threads } = stored.study
    if (threadsPerTrial !== undefined && threadsPerTrial !== threads)
      throw new UsageError(
        `${path}: expected --threads-per-trial to be ${threads}, with which the study began, received ${threadsPerTrial}`,
      )
    if (shard) expectShard(stored, shard)
    const data = options.data ?? dataOf(stored.description.definition)
    expectOwn(stored.common, await load(data))
    return { stored, data }
  }
  const definition = {
    ...(await readStudyFile(path)),
    ...(threadsPerTrial !== undefined && { threads: threadsPerTrial }),
  }
  const data = options.data ?? dataOf(definition)
  if (data === undefined) expectRunnable(parseStudy(definition), shard) // what is wrong is known before anything is downloaded
  const loaded = await load(data)
  const study = parseStudy(definition, loaded.task)
  expectRunnable(study, shard)
  const folder = out ?? join('studies', study.name)
  const stored = await createStudyFolder(shard ? shardFolder(folder, shard) : folder, {
    definition,
    digests: digestsOf(loaded),
    ...(shard && { shard }),
    ...(!sameTask(loaded.task, mnistTask) && { task: loaded.task }),
  })
  expectOwn(stored.common, loaded)
  return { stored, data }
}

function expectRunnable(study: Study, shard: Shard | undefined): void {
  if (shard) expectShardable(study)
}

function expectShard({ folder, shard: own }: StoredStudy, shard: Shard): void {
  const [expected, received] = [own && describeShard(own), describeShard(shard)]
  if (expected !== received)
    throw new UsageError(
      `${folder}: expected ${expected ?? 'no --shard beside the folder of a whole study'}, received ${received}`,
    )
}

function dataOf(definition: object): string | undefined {
  return (definition as { readonly data?: string }).data
}

async function load(data: string | undefined) {
  const loading = reportLoading()
  return loadTrainingData(data, loading.onProgress).finally(loading.end)
}
