import { randomUUID } from 'node:crypto'
import { lstat, readdir, realpath, rename, rm, stat, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { inContext } from '../errorContext.js'
import { DataError } from '../errors.js'
import { processExists } from './processes.js'
import { readRegular } from './readRegular.js'

/**
 * Writes a file so that it is there whole or not at all: to a temporary file beside it, renamed once complete. What stood there
 * before stays until then. Of several writes to one path at the same time, the last to end counts. A link is followed.
 *
 * @throws {DataError} if the file cannot be written, or if the path is that of something else: a folder, a device, a pipe
 */
export async function writeWhole(path: string, content: Uint8Array | string): Promise<void> {
  try {
    const target = await findTarget(path)
    const temporary = join(dirname(target), temporaryName())
    try {
      await writeFile(temporary, content, { flag: 'wx', flush: true })
      await rename(temporary, target)
    } catch (error) {
      await rm(temporary, { force: true }).catch(() => {}) // what went wrong first is what counts
      throw error
    }
  } catch (error) {
    throw new DataError(`${path}: could not be written (${fileProblem(error, { ENOENT: 'no such folder' })})`, {
      cause: error,
    })
  }
}

/** The file that a path leads to. A rename would put a file in the place of anything, even of /dev/null. */
async function findTarget(path: string): Promise<string> {
  const target = await realpath(path).catch(async (error: NodeJS.ErrnoException) => {
    if (error.code !== 'ENOENT') throw error
    if (await isEntry(path)) throw new Error('it is a link to nothing')
    return path
  })
  const stats = await stat(target).catch(() => undefined)
  if (stats?.isDirectory()) throw new Error('it is a folder')
  if (stats && !stats.isFile()) throw new Error('it is no ordinary file')
  return target
}

/** Whether a folder has an entry of that name, be it a link to nothing. */
function isEntry(path: string): Promise<boolean> {
  return lstat(path).then(
    () => true,
    () => false,
  )
}

/** Whether a path leads to anything: a file, a folder, a device, or a link to one of them. What may not be looked at counts as not there. */
export function exists(path: string): Promise<boolean> {
  return stat(path).then(
    () => true,
    () => false,
  )
}

/** A name that no other file has: of this project, of this process, and of one write alone. Its length does not depend on the file's. */
export function temporaryName(): string {
  return `.mnist-${process.pid}-${randomUUID()}.part`
}

const temporaryPattern = /^\.mnist-(\d+)-[\da-f]{8}(?:-[\da-f]{4}){3}-[\da-f]{12}\.part$/

/** Whether a name is one that `temporaryName` gave. */
export function isTemporary(name: string): boolean {
  return temporaryPattern.test(name)
}

/**
 * Deletes what killed writes have left in a folder. Files that anybody else named stay, and so do those of a process that still runs.
 * This process must not be writing there.
 */
export async function removeLeftovers(folder: string): Promise<void> {
  const names = await readdir(folder).catch(() => [])
  for (const name of names) {
    const writer = Number(temporaryPattern.exec(name)?.[1])
    // A process with the number of this one has ended: containers often give every process the same.
    if (writer === process.pid || (writer > 0 && !processExists(writer))) await rm(join(folder, name), { force: true })
  }
}

/**
 * Reads a file and makes something of it; whatever goes wrong names the file.
 *
 * @example await readAs('net.json', bytes => readConfiguration(new TextDecoder().decode(bytes)))
 */
export async function readAs<T>(path: string, parse: (bytes: Uint8Array) => T | Promise<T>): Promise<T> {
  let bytes: Uint8Array
  try {
    bytes = await readRegular(path)
  } catch (error) {
    throw new DataError(`${path}: could not be read (${fileProblem(error)})`, { cause: error })
  }
  try {
    return await parse(bytes)
  } catch (error) {
    throw inContext(`${path}: `, error)
  }
}

const problems: Readonly<Record<string, string>> = {
  EACCES: 'no permission',
  EDQUOT: 'the quota of the disk is used up',
  EFBIG: 'the file would be larger than is allowed',
  EISDIR: 'it is a folder',
  ELOOP: 'its links lead in a circle',
  EMFILE: 'too many files are open',
  ENAMETOOLONG: 'the name is too long',
  ENOENT: 'no such file',
  ENOSPC: 'no space is left on the disk',
  ENOTDIR: 'a part of its path is no folder',
  EPERM: 'no permission',
  EROFS: 'the disk is read-only',
}

/** What kept a file from being read or written, in words. */
export function fileProblem(error: unknown, others: Readonly<Record<string, string>> = {}): string {
  const { code = '', message } = error as NodeJS.ErrnoException
  return others[code] ?? problems[code] ?? message
}
