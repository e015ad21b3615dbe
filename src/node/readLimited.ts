import type { Readable } from 'node:stream'

/** Bytes of an image that comes from a pipe; more would not be held in memory. */
const mostBytes = 100e6

/** Reads a stream to its end. */
export async function readLimited(stream: Readable): Promise<Uint8Array> {
  const chunks: Uint8Array[] = []
  let length = 0
  for await (const chunk of stream) {
    chunks.push(chunk)
    length += chunk.length
    if (length > mostBytes) throw new Error(`expected at most ${mostBytes / 1e6} MB, received more`)
  }
  return Buffer.concat(chunks)
}
