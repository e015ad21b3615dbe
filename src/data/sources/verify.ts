import { createHash } from 'node:crypto'
import { promisify } from 'node:util'
import { gunzip } from 'node:zlib'
import { DataError } from '../../errors.js'
import type { DatasetFile } from '../dataset.js'

/**
 * Makes sure that bytes are those of a file of the dataset.
 *
 * @param bytes What was read; not compressed, where that is what its digest is of.
 * @param file What it should be.
 * @returns Its SHA-256 digest.
 * @throws {DataError} that tells the expected and the received length or digest.
 */
export function verify(bytes: Uint8Array, file: DatasetFile): string {
  if (!file.isAbout && bytes.byteLength !== file.bytes) {
    throw new DataError(`expected ${file.bytes} bytes, received ${bytes.byteLength} bytes`)
  }
  // On this thread and in one piece: 47 MB take 31 ms, where the asynchronous crypto.subtle takes 55 ms and more
  // because it copies them first, and hashing piece by piece while the next is read is no faster.
  const sha256 = createHash('sha256').update(bytes).digest('hex')
  if (file.sha256 !== undefined) {
    if (sha256 !== file.sha256) throw new DataError(`expected SHA-256 ${file.sha256}, received ${sha256}`)
    return sha256
  }
  const md5 = createHash('md5').update(bytes).digest('hex')
  if (md5 !== file.md5) throw new DataError(`expected MD5 ${file.md5}, received ${md5}`)
  return sha256
}

/**
 * Refuses more bytes than a file of the dataset can take, compressed or not, before they fill the memory.
 *
 * @throws {DataError} that tells how many were expected and received.
 */
export function expectAtMost(length: number, file: DatasetFile): void {
  if (length > mostBytes(file))
    throw new DataError(`expected at most ${mostBytes(file)} bytes, received ${length} bytes`)
}

/** How many bytes a file of the dataset can take, compressed or not. */
export function mostBytes(file: DatasetFile): number {
  if (file.isAbout) return 2 * Math.ceil(file.bytes) + 2 ** 20
  // Where gzip cannot compress it adds a header and 5 bytes to every block (RFC 1951, stored blocks).
  return Math.ceil(file.bytes * 1.001) + 1024
}

const inflate = promisify(gunzip)

/**
 * Decompresses bytes where they are gzip data (RFC 1952), unless the digest is of the compressed file. The bytes decide, not their name:
 * browsers and servers decompress files on the way and keep the name, or the other way round.
 *
 * @param bytes A file of the dataset, compressed or not.
 * @param file What it should be.
 * @returns The bytes as they are, or decompressed.
 * @throws {DataError} when the gzip data is damaged, cut off or holds more than the file.
 */
export async function decompress(bytes: Uint8Array, file: DatasetFile): Promise<Uint8Array> {
  if (!file.gzip || bytes[0] !== 0x1f || bytes[1] !== 0x8b) return bytes
  try {
    return await inflate(bytes, { maxOutputLength: file.bytes })
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException
    const reason = code === 'ERR_BUFFER_TOO_LARGE' ? 'more' : `damaged data (${message})`
    throw new DataError(`expected ${file.bytes} bytes compressed with gzip, received ${reason}`, { cause: error })
  }
}
