import { unzipSync } from 'fflate'
import { DataError } from '../../errors.js'
import type { NamedBytes } from '../digits.js'

/** What a ZIP archive may hold of one entry: more than any dataset of this project has. */
const MOST = 2 ** 32

/**
 * Takes one entry out of a ZIP archive; the others are not decompressed.
 *
 * @throws {DataError} if the archive is damaged, or has no such entry
 */
export function unzipEntry({ name, bytes }: NamedBytes, entry: string): Uint8Array {
  const found = unzip({ name, bytes }, path => path === entry)
  const [content] = Object.values(found)
  if (content === undefined) throw new DataError(`${name}: expected an archive with ${entry}, found no such entry`)
  return content
}

/**
 * Takes entries out of a ZIP archive.
 *
 * @param wanted whether an entry is to be read, by its name
 * @throws {DataError} if the archive is damaged, or an entry says that it holds more than 4 GiB
 */
export function unzip({ name, bytes }: NamedBytes, wanted: (entry: string) => boolean): Record<string, Uint8Array> {
  try {
    return unzipSync(bytes, {
      filter: ({ name: entry, originalSize }) => {
        if (!wanted(entry)) return false
        if (originalSize > MOST) throw new DataError(`${entry} of at most ${MOST} bytes, received ${originalSize}`)
        return true
      },
    })
  } catch (error) {
    throw new DataError(`${name}: expected a ZIP archive (${(error as Error).message})`, { cause: error })
  }
}
