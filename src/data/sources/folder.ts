import { readFile, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { DataError } from '../../errors.js'
import type { DatasetFile } from '../dataset.js'
import { decompress, expectAtMost, verify } from './verify.js'

/** A file of the dataset that was read and found right. */
export interface VerifiedFile {
  /** Where it was read from. */
  path: string
  /** Its bytes: the content, where a mirror has it compressed and its digest is of the content. */
  bytes: Uint8Array
  /** SHA-256 digest of the bytes. */
  sha256: string
}

/**
 * The names a file of the dataset goes by: with a hyphen or with a dot before `idx` (as some archives unpack it),
 * plain or compressed with gzip.
 */
export function fileNames(file: DatasetFile): string[] {
  if (!file.gzip) return [file.name]
  const dotted = file.name.replace(/-(idx\d)/, '.$1')
  return [file.name, dotted, `${file.name}.gz`, `${dotted}.gz`]
}

/**
 * Looks for a file of the dataset in a folder and reads the first that is there.
 *
 * @param folder The folder, which need not exist.
 * @param file The file to look for.
 * @returns The file, or undefined where it is not there under any of its names.
 * @throws {DataError} when the file is there but cannot be read, or is not what it should be; the message starts with its
 * path.
 */
export async function readFromFolder(folder: string, file: DatasetFile): Promise<VerifiedFile | undefined> {
  for (const name of fileNames(file)) {
    const path = join(folder, name)
    const read = await readVerified(path, file)
    if (read) return { path, ...read }
  }
  return undefined
}

async function readVerified(path: string, file: DatasetFile): Promise<Omit<VerifiedFile, 'path'> | undefined> {
  try {
    // Kind and length go first, so that an enormous stranger is not read into memory, nor one without an end.
    const stats = await stat(path)
    if (!stats.isFile())
      throw new DataError(
        `expected a file, received ${stats.isDirectory() ? 'a folder' : 'a device, a pipe or a socket'}`,
      )
    expectAtMost(stats.size, file)
    const bytes = await decompress(await readFile(path), file)
    return { bytes, sha256: verify(bytes, file) }
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException
    if (code === 'ENOENT' || code === 'ENOTDIR') return undefined
    throw new DataError(`${path}: ${message}`, { cause: error })
  }
}
