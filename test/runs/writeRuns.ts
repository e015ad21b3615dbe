import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { temporaryFolder } from '../data/smallDataset.js'
import { wholeRecord } from './wholeRecord.js'

/** Writes the records of finished runs that differ in little, and yields their folders. */
export async function writeRuns(
  changes: readonly {
    readonly seed: number
    readonly accuracy: number
    readonly epochs?: number
    readonly digest?: string
  }[],
): Promise<string[]> {
  const home = await temporaryFolder()
  return Promise.all(
    changes.map(async ({ seed, accuracy, epochs, digest }, index) => {
      const record = structuredClone(wholeRecord())
      const changed = {
        ...record,
        seed,
        options: { ...record.options, ...(epochs !== undefined && { epochs }) },
        data: { digests: { file: digest ?? 'a' } },
        test: { ...record.test, accuracy },
      }
      const folder = join(home, `run-${index}`)
      await mkdir(folder)
      await writeFile(join(folder, 'run.json'), JSON.stringify(changed))
      return folder
    }),
  )
}
