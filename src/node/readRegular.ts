import { readFile, stat } from 'node:fs/promises'
import { DataError } from '../errors.js'

/** Bytes of a file that are read at once: more than any model, checkpoint or configuration takes, less than would fill the memory. */
const MAX_BYTES = 512e6

/**
 * Reads a file whole. Only an ordinary file has an end: a device has no end, and a pipe may never begin.
 *
 * @throws {DataError} if it is something else than a file, or larger than 512 MB
 */
export async function readRegular(path: string): Promise<Buffer> {
  const stats = await stat(path)
  if (stats.isDirectory()) throw new DataError('it is a folder')
  if (!stats.isFile()) throw new DataError('it is no ordinary file')
  if (stats.size > MAX_BYTES)
    throw new DataError(`expected at most ${MAX_BYTES / 1e6} MB, received ${Math.ceil(stats.size / 1e6)} MB`)
  return readFile(path)
}
