import bz2 from 'bz2'
import { DataError } from '../../errors.js'
import type { NamedBytes } from '../digits.js'

/**
 * Decompresses a bzip2 file; its checksums are compared.
 *
 * @throws {DataError} if it is damaged
 */
export function decompressBzip2({ name, bytes }: NamedBytes): Uint8Array {
  try {
    return bz2.decompress(bytes)
  } catch (error) {
    throw new DataError(`${name}: expected data compressed with bzip2 (${(error as Error).message})`, { cause: error })
  }
}
