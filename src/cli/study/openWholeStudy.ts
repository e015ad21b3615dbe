import { UsageError } from '../../errors.js'
import { openStudyFolder, type StoredStudy } from '../../runs/trial/studyFolder.js'
import { describeShard } from '../../study/shard.js'

/**
 * Opens the study of a folder whose trials are to be compared.
 *
 * @throws {UsageError} if there is none, or a shard of one, which has not all of them
 */
export async function openWholeStudy(folder: string): Promise<StoredStudy> {
  const stored = await openStudyFolder(folder)
  if (stored.shard)
    throw new UsageError(
      `${folder}: expected a whole study, received ${describeShard(stored.shard)}; \`mnist study merge\` joins all of them`,
    )
  return stored
}
