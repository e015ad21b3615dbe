import { join } from 'node:path'
import { UsageError } from '../../errors.js'
import { openData } from '../../node/openData.js'
import { validationOf } from '../../runs/plan.js'
import { createStudyFolder, openStudyFolder, type StoredStudy } from '../../runs/trial/studyFolder.js'
import {
  digestsOf,
  expectOwn,
  loadTrainingData,
  type StudyData,
  type TrainingData,
} from '../../runs/trial/trainTrial.js'
import { describeShard, expectShardable, type Shard } from '../../study/shard.js'
import { expectStudyKeys, parseStudy, type Study } from '../../study/studyFile.js'
import { mnistTask, sameTask } from '../../task.js'
import { reportLoading } from '../loading.js'
import type { DataCommandOptions } from '../sharedOptions.js'
import { isFolder, readStudyFile } from './readStudy.js'
import { parseShard, shardFolder } from './shardOption.js'
import { dataOfStudy, isNamed, type StudyDataKeys, withDataOptions } from './studyData.js'

/** Which study is to be run, and where it is kept. */
export interface OpenOptions extends DataCommandOptions {
  readonly out?: string
  readonly threadsPerTrial?: number
  /** What `--shard` says. */
  readonly shard?: string
}

/** A study that may be run here, and where its data are. */
export interface OpenedStudy {
  readonly stored: StoredStudy
  readonly data: StudyData
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
    const data = dataOfStudy(stored.description.definition, options)
    expectOwn(stored.common, await load(data))
    return { stored, data }
  }
  const file: StudyDefinition = await readStudyFile(path)
  const read = { ...file, ...(threadsPerTrial !== undefined && { threads: threadsPerTrial }) }
  expectStudyKeys(read)
  const named = withDataOptions(read, options)
  const data = dataOfStudy(named)
  // What is wrong is known before anything is downloaded.
  if (data.folder === undefined && (data.dataset === undefined || isNamed(data.dataset)))
    expectRunnable(parseStudy(named, (await openData(data)).task), shard)
  const loaded = await load(data)
  const definition = withValidation(named, loaded)
  const study = parseStudy(definition, loaded.task)
  expectRunnable(study, shard)
  expectImages(study, loaded)
  const folder = out ?? join('studies', study.name)
  const stored = await createStudyFolder(shard ? shardFolder(folder, shard) : folder, {
    definition,
    digests: digestsOf(loaded),
    ...(named.dataset !== undefined && { dataset: named.dataset }),
    ...(named.asIs !== undefined && { asIs: named.asIs }),
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

/** What of a study's file is looked at before all of it is. */
interface StudyDefinition extends StudyDataKeys {
  readonly configuration?: unknown
  readonly validation?: number
  readonly limit?: number
}

/** Where neither the study nor its configuration says how many images are held out, and there are fewer than MNIST has: a tenth. */
function withValidation(definition: StudyDefinition, { task, training }: TrainingData): StudyDefinition {
  const { validation, configuration, limit } = definition
  const own = configuration as { readonly training?: { readonly validation?: unknown } } | undefined
  if (validation !== undefined || own?.training?.validation !== undefined) return definition
  const { training: recipe } = parseStudy(definition, task).base
  const wanted = validationOf(recipe, { limit, trainingCount: training.count })
  return wanted === recipe.validation ? definition : { ...definition, validation: wanted }
}

function expectImages({ base, limit }: Study, { training }: TrainingData): void {
  const { validation } = base.training
  const images = Math.min(limit ?? Number.POSITIVE_INFINITY, training.count)
  if (validation >= images)
    throw new UsageError(
      `study: expected validation to be below the number of training images, ${images}, received ${validation}`,
    )
}

async function load(data: StudyData) {
  const loading = reportLoading()
  return loadTrainingData(data, loading.onProgress).finally(loading.end)
}
