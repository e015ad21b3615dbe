import type { Readable } from 'node:stream'
import { Unreadable } from './imageErrors.js'

/** Bytes of an image that is held in memory as it is, because it comes from a pipe for instance. */
const maxBytes = 100e6

/**
 * Reads a stream to its end.
 *
 * @throws {Unreadable} if it has more than 100 MB
 */
export async function readLimited(stream: Readable): Promise<Uint8Array> {
  const chunks: Uint8Array[] = []
  let length = 0
  for await (const chunk of stream) {
    chunks.push(chunk)
    length += chunk.length
    if (length > maxBytes) throw new Unreadable(`expected at most ${maxBytes / 1e6} MB, received more`)
  }
  return Buffer.concat(chunks)
}
