import { cp } from 'node:fs/promises'
import { UsageError } from '../../errors.js'
import { exists } from '../../node/files.js'
import { packageVersion } from '../../node/version.js'
import { endedTrials, expectWhole, type FinishedShard, joinedTrials } from '../../study/joinShards.js'
import { trialsOf } from '../../study/trials.js'
import { createStudyFolder, differencesOf, openStudyFolder, type StoredStudy } from './studyFolder.js'
import { trialFolder } from './trialFolder.js'

/**
 * Makes one study of the shards of it: the trials, results and models that one process would have found. What was trained is copied
 * before the journal tells of it, so a merge that was stopped is done by the same call.
 *
 * @param folder of the whole study, empty or new
 * @param shardFolders all shards, in any order
 * @throws {UsageError} if a folder is no shard, if the shards are of different studies, overlap, or are not the whole of it
 * @throws {DataError} if a file cannot be read or written
 * @example await mergeShards('studies/fast', ['studies/fast-1-of-2', 'studies/fast-2-of-2'])
 */
export async function mergeShards(folder: string, shardFolders: readonly string[]): Promise<StoredStudy> {
  const stored = await Promise.all(shardFolders.map(openStudyFolder))
  const [first] = stored
  for (const other of stored) expectSameStudy(first!, other)
  const { study, description } = first!
  const shards = await Promise.all(
    stored.map(async (one): Promise<FinishedShard> => {
      const trials = trialsOf(await one.sync())
      return { name: one.folder, shard: one.shard!, trials }
    }),
  )
  expectWhole(study, shards)
  const { shard: _, study: __, version: ___, ...whole } = description
  const merged = await createStudyFolder(folder, whole)
  for (const { name, trials } of shards)
    for (const { number: trial, runs } of trials)
      for (const seed of runs.keys()) await copyTraining(name, merged.folder, { trial, seed })
  await merged.update(journal => joinedTrials(study, journal, shards))
  await merged.update(journal => endedTrials(study, journal, new Date()))
  return merged
}

/** What a training has left, as far as there is any: one that failed may have left nothing. */
async function copyTraining(from: string, to: string, place: { readonly trial: number; readonly seed: number }) {
  const source = trialFolder(from, place)
  if (await exists(source)) await cp(source, trialFolder(to, place), { recursive: true, force: true })
}

function expectSameStudy(first: StoredStudy, { folder, shard, study, common }: StoredStudy): void {
  if (!shard)
    throw new UsageError(
      `${folder}: expected a shard of a study, made by \`mnist study run --shard\`, received a whole study`,
    )
  const { version } = common
  if (version !== packageVersion())
    throw new UsageError(
      `${folder}: expected a study of version ${packageVersion()} of mnist-digit-classifier, which merges, received one of ${version}`,
    )
  const differences: string[] = differencesOf(first.study, study)
  if (JSON.stringify(sorted(first.common.digests)) !== JSON.stringify(sorted(common.digests))) differences.push('data')
  if (differences.length > 0)
    throw new UsageError(
      `${folder}: expected a shard of the study of ${first.folder}, received one with another ${differences.join(', ')}`,
    )
}

const sorted = (digests: Readonly<Record<string, string>>) =>
  Object.entries(digests).toSorted(([a], [b]) => (a < b ? -1 : 1))
