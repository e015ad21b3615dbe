import { createHash } from 'node:crypto'
import type { Dirent } from 'node:fs'
import { type FileHandle, open, readdir } from 'node:fs/promises'
import { join, relative, sep } from 'node:path'
import { lookup } from 'mrmime'
import { DataError } from '../errors.js'

/** Something to send, and what tells it from an earlier one of the same address. */
export interface Representation {
  /** Media type. */
  readonly type: string
  /** Bytes. */
  readonly size: number
  /** Strong entity tag, in quotes: another for other bytes. */
  readonly etag: string
  /** The bytes from `start` to before `end`, in pieces of at most 64 KiB. */
  read(start: number, end: number): AsyncIterable<Uint8Array>
  /** Lets go of what it holds open. */
  close(): Promise<void>
}

const pieceBytes = 65_536

/** Bytes in memory; all who read them share them. */
export function representBytes(bytes: Uint8Array): Representation {
  return {
    type: 'application/octet-stream',
    size: bytes.length,
    etag: `"${createHash('sha256').update(bytes).digest('hex')}"`,
    async *read(start, end) {
      for (let offset = start; offset < end; offset += pieceBytes)
        yield bytes.subarray(offset, Math.min(end, offset + pieceBytes))
    },
    close: async () => {},
  }
}

/**
 * Opens a file of a folder. It is looked for among the files that are there now, so that no path leads out of the folder, and no
 * symbolic link either; once open, it stays the same file when another is put in its place.
 *
 * @param name relative to the folder, with slashes: `assets/index.js`
 * @returns undefined where the folder has no such file
 */
export async function openFile(folder: string, name: string): Promise<Representation | undefined> {
  const handle = await openListed(folder, name)
  if (!handle) return undefined
  try {
    // Of two files with the same size and date of modification, as packages have them, at least the change of the inode differs.
    const { size, ino, ctimeNs } = await handle.stat({ bigint: true })
    return {
      type: mediaType(name),
      size: Number(size),
      etag: `"${[ino, size, ctimeNs].map(number => number.toString(36)).join('-')}"`,
      read: (start, end) => readPieces(handle, name, start, end),
      close: () => handle.close(),
    }
  } catch (error) {
    await handle.close()
    throw error
  }
}

async function openListed(folder: string, name: string): Promise<FileHandle | undefined> {
  try {
    const entries = await readdir(folder, { recursive: true, withFileTypes: true })
    const entry = entries.find(entry => entry.isFile() && nameWithin(folder, entry) === name)
    return entry && (await open(join(entry.parentPath, entry.name)))
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined // gone since
    throw error
  }
}

function nameWithin(folder: string, { parentPath, name }: Dirent): string {
  return relative(folder, join(parentPath, name)).replaceAll(sep, '/')
}

function mediaType(name: string): string {
  const type = lookup(name) ?? 'application/octet-stream'
  return type.startsWith('text/') ? `${type}; charset=utf-8` : type
}

/** @throws {DataError} where the file has become shorter: what was promised can no longer be sent */
async function* readPieces(handle: FileHandle, name: string, start: number, end: number): AsyncIterable<Uint8Array> {
  for (let offset = start; offset < end; ) {
    const length = Math.min(pieceBytes, end - offset)
    const { bytesRead, buffer } = await handle.read(Buffer.allocUnsafe(length), 0, length, offset)
    if (bytesRead === 0) throw new DataError(`${name}: expected at least ${end} bytes, found ${offset}`)
    yield buffer.subarray(0, bytesRead)
    offset += bytesRead
  }
}
