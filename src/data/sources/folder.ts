import { readFile, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { DataError } from '../../errors.js'
import type { DatasetFile } from '../datasets.js'
import { decompress, expectAtMost, verify } from './verify.js'

/** A file of the dataset that was read and found right. */
export interface VerifiedFile {
  /** Where it was read from. */
  path: string
  /** Its bytes, not compressed. */
  bytes: Uint8Array
}

/**
 * The names a file of the dataset goes by: with a hyphen or with a dot before `idx` (as some archives unpack it),
 * plain or compressed with gzip.
 */
export function fileNames(file: DatasetFile): string[] {
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
    const bytes = await readVerified(path, file)
    if (bytes) return { path, bytes }
  }
  return undefined
}

async function readVerified(path: string, file: DatasetFile): Promise<Uint8Array | undefined> {
  try {
    // Kind and length go first, so that an enormous stranger is not read into memory, nor one without an end.
    const stats = await stat(path)
    if (!stats.isFile())
      throw new DataError(
        `expected a file, received ${stats.isDirectory() ? 'a folder' : 'a device, a pipe or a socket'}`,
      )
    expectAtMost(stats.size, file)
    const bytes = await decompress(await readFile(path), file)
    verify(bytes, file)
    return bytes
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException
    if (code === 'ENOENT' || code === 'ENOTDIR') return undefined
    throw new DataError(`${path}: ${message}`, { cause: error })
  }
}
