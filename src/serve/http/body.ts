import type { IncomingMessage } from 'node:http'
import { promisify } from 'node:util'
import { gunzip, inflate } from 'node:zlib'
import type { ServeLimits } from '../limits.js'
import { busy, Problem } from './problem.js'

/** Counts the bytes of bodies that are in memory. */
export interface BodyMemory {
  /** @throws {Problem} 503 where there is no room */
  take(bytes: number): void
  give(bytes: number): void
  readonly taken: () => number
}

/** @param limit bytes that all bodies may take together */
export function createBodyMemory(limit: number): BodyMemory {
  let taken = 0
  return {
    take(bytes) {
      if (taken + bytes > limit) throw busy('the server holds as much as it may; try again soon')
      taken += bytes
    },
    give(bytes) {
      taken -= bytes
    },
    taken: () => taken,
  }
}

const unpackers = { gzip: promisify(gunzip), 'x-gzip': promisify(gunzip), deflate: promisify(inflate) } as const

/**
 * Reads the body of a request, and unpacks it.
 *
 * @param request nobody has read from it yet
 * @returns the body, and what gives its memory back
 * @throws {Problem} 400 where it breaks off or is damaged, 413 where it is larger than the limit, 415 where it is packed in another way, 503 where
 *   the memory for bodies is taken
 */
export async function readBody(
  request: IncomingMessage,
  { bodyBytes }: Pick<ServeLimits, 'bodyBytes'>,
  memory: BodyMemory,
): Promise<{ readonly body: Buffer; release(): void }> {
  const encoding = (request.headers['content-encoding'] ?? 'identity').trim().toLowerCase()
  if (encoding !== 'identity' && !Object.hasOwn(unpackers, encoding))
    throw new Problem(415, 'expected content-encoding to be gzip, deflate or identity, received another', {
      'accept-encoding': 'gzip, deflate, identity',
    })
  if (Number(request.headers['content-length'] ?? 0) > bodyBytes) throw tooLarge(bodyBytes)
  let taken = 0
  const take = (bytes: number) => {
    memory.take(bytes)
    taken += bytes
  }
  const release = () => {
    memory.give(taken)
    taken = 0
  }
  try {
    const packed = await collect(request, bodyBytes, take)
    if (encoding === 'identity') return { body: packed, release }
    const body = await unpack(packed, encoding as keyof typeof unpackers, bodyBytes)
    take(body.length)
    return { body, release }
  } catch (error) {
    release()
    throw error
  }
}

async function collect(request: IncomingMessage, limit: number, take: (bytes: number) => void): Promise<Buffer> {
  const chunks: Buffer[] = []
  let length = 0
  // Not `for await`, which would destroy the connection, and with it the answer, where it is left before the end.
  await new Promise<void>((resolve, reject) => {
    const stop = (error: unknown) => {
      request.off('data', receive).pause()
      reject(error)
    }
    const receive = (chunk: Buffer) => {
      length += chunk.length
      if (length > limit) return stop(tooLarge(limit))
      try {
        take(chunk.length)
      } catch (error) {
        return stop(error)
      }
      chunks.push(chunk)
    }
    const breakOff = () => reject(new Problem(400, 'the body breaks off before its end'))
    const arrive = () => {
      request.off('error', breakOff).off('close', breakOff) // every request closes, and an error costs the place where it is made
      resolve()
    }
    request.on('data', receive).once('end', arrive).once('error', breakOff).once('close', breakOff)
  })
  return chunks.length === 1 ? chunks[0]! : Buffer.concat(chunks)
}

async function unpack(packed: Buffer, encoding: keyof typeof unpackers, limit: number): Promise<Buffer> {
  try {
    return await unpackers[encoding](packed, { maxOutputLength: limit })
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ERR_BUFFER_TOO_LARGE') throw tooLarge(limit)
    throw new Problem(400, `expected a body that is packed by ${encoding}, received one that is damaged`)
  }
}

function tooLarge(limit: number): Problem {
  return new Problem(413, `expected a body of at most ${limit / 1e6} MB, received more`)
}
