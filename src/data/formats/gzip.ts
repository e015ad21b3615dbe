import { gunzipSync } from 'fflate'
import { DataError } from '../../errors.js'
import type { NamedBytes } from '../digits.js'

/**
 * Decompresses a file of known content.
 *
 * @param most bytes that it may hold
 * @throws {DataError} if it is damaged or holds more
 */
export function gunzipFile({ name, bytes }: NamedBytes, most: number): NamedBytes {
  // The last four bytes say how much there is (RFC 1952), and fflate takes memory for it before it looks.
  const stated = bytes.length < 18 ? 0 : new DataView(bytes.buffer, bytes.byteOffset).getUint32(bytes.length - 4, true)
  if (stated > most)
    throw new DataError(`${name}: expected at most ${most} bytes compressed with gzip, received ${stated}`)
  try {
    return { name: name.replace(/\.gz$/, ''), bytes: gunzipSync(bytes) }
  } catch (error) {
    throw new DataError(`${name}: expected data compressed with gzip (${(error as Error).message})`, { cause: error })
  }
}
