import { closeSync, constants, openSync, readSync, type Stats } from 'node:fs'
import { open, stat } from 'node:fs/promises'
import { Socket } from 'node:net'
import { resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { UsageError } from '../errors.js'
import { Unreadable } from './imageErrors.js'
import { startLength } from './imageKinds.js'
import { printableName } from './printable.js'
import { readLimited } from './readLimited.js'

/** An image file: its path, its `file:` URL, or its content. */
export type ImageFile = string | URL | Uint8Array | ArrayBuffer

/**
 * What an image file was named, or what it holds.
 *
 * @throws {UsageError} if it is something else
 */
export function pathOrContent(file: ImageFile): string | Uint8Array {
  if (typeof file === 'string' || file instanceof Uint8Array) return file
  if (file instanceof ArrayBuffer) return new Uint8Array(file)
  if (file instanceof URL && file.protocol === 'file:') return fileURLToPath(file)
  throw new UsageError(`decodeImage: expected a path, a file: URL or the content of a file, received ${nameOf(file)}`)
}

function nameOf(value: unknown): string {
  if (value instanceof URL) return printableName(value.href)
  if (typeof value === 'object' && value !== null)
    return `an object (${printableName(String(value.constructor?.name))})`
  return typeof value === 'function' || typeof value === 'symbol' ? `a ${typeof value}` : String(value)
}

/** Begins no waiting for another process where it opens a pipe; Windows knows none. */
const withoutWaiting = constants.O_RDONLY | (constants.O_NONBLOCK ?? 0)

/** Bytes of a file that is read at once: to open it again for every look takes longer than to decode it. */
const smallFile = 2 ** 18

/**
 * What a decoder can look at twice, by the name as it stands: the path of a file, or the content of a pipe or of a small file.
 *
 * @throws {Unreadable} if it is neither
 */
export async function openable(path: string): Promise<string | Uint8Array> {
  const found = await stat(path)
  if (found.isFIFO()) return readPipe(path)
  if (!found.isFile()) throw new Unreadable(`it is ${describeNonFile(found)}`)
  const content = found.size > 0 && found.size <= smallFile && (await readBytes(path, found.size + 1))
  if (content && content.length === found.size) return content
  return path.endsWith(']') ? readFileWhole(path) : resolve(path) // `a.png[page=1]` would be one with options
}

/** What stands where a file is expected. */
export function describeNonFile(stats: Stats): string {
  if (stats.isDirectory()) return 'a folder'
  if (stats.isFIFO()) return 'a pipe'
  return stats.isSocket() ? 'a socket' : 'a device'
}

/** Reads what is written to a pipe, and waits for more without keeping a thread busy. */
async function readPipe(path: string): Promise<Uint8Array> {
  const fd = openSync(path, withoutWaiting)
  const start = Buffer.alloc(65_536)
  let length = 0
  try {
    length = readSync(fd, start)
    if (length === 0) throw new Unreadable('the pipe is empty, and nobody writes to it')
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EAGAIN') {
      closeSync(fd)
      throw error
    } // else there is a writer, which has written nothing yet
  }
  const pipe = new Socket({ fd, readable: true, writable: false })
  pipe.unshift(start.subarray(0, length))
  return readLimited(pipe)
}

/** The content of a file, unless it is too long to be an image. */
export async function readFileWhole(path: string): Promise<Uint8Array> {
  const handle = await open(path, withoutWaiting)
  return readLimited(handle.createReadStream())
}

/** The first bytes of a file. */
export async function readStart(file: string | Uint8Array, length = startLength): Promise<Uint8Array> {
  return typeof file === 'string' ? readBytes(file, length) : file.subarray(0, length)
}

async function readBytes(path: string, length: number): Promise<Uint8Array> {
  const handle = await open(path, withoutWaiting)
  try {
    const { bytesRead, buffer } = await handle.read(new Uint8Array(length))
    return buffer.subarray(0, bytesRead)
  } finally {
    await handle.close()
  }
}
