import { randomUUID } from 'node:crypto'
import { closeSync, constants, openSync, readFileSync, rmSync, writeSync } from 'node:fs'
import { copyFile, link, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { hostname } from 'node:os'
import { join } from 'node:path'
import { DataError, LibraryError, UsageError } from '../errors.js'
import { fileProblem, temporaryName } from './files.js'
import { localTime } from './localTime.js'
import { isHeld, type Lock, lockName, type Owner, readLocks } from './lockFiles.js'
import { processSpace, processStart } from './processes.js'

// One process at a time works in a folder. Node has no lock that ends with its process, so a lock is a file that says who made it, and is
// void once that process has ended. Locks are numbered, and a void one is followed by the next number: only one process can make that
// file, and no late one can delete it by mistake for the lock that it found void.

export interface FolderLock {
  /** Frees the folder, at once. A second call does nothing. */
  release(): void
}

export interface LockOptions {
  /** Called once where the lock is lost: the folder is gone, or was given to another because this process seemed to have ended. */
  readonly onLost?: (error: Error) => void
  /** How often the lock is kept up, in seconds. Defaults to 5. */
  readonly beatSeconds?: number
}

/**
 * Takes a folder for this process, until it is released or the process ends, however it ends.
 *
 * @throws {UsageError} with the code `ERR_MNIST_HELD` if another process holds it
 * @throws {DataError} if nothing can be written there
 */
export async function lockFolder(folder: string, { onLost, beatSeconds = 5 }: LockOptions = {}): Promise<FolderLock> {
  const start = processStart(process.pid)
  const owner: Owner = {
    pid: process.pid,
    host: hostname(),
    since: new Date().toISOString(),
    id: randomUUID(),
    space: processSpace(),
    ...(start !== undefined && { start }),
  }
  const text = `${JSON.stringify(owner)}\n`
  let held = await claim(folder, text)
  let released = false

  /** Shows those on other machines that this process lives: by the time of the file, which is that of the disk's clock. */
  async function beat(): Promise<void> {
    const found = await readFile(held.path, 'utf8').catch(({ code }) => (code === 'ENOENT' ? undefined : text))
    if (released) return
    if (found === text) return touch()
    const next = await claim(folder, text)
    if (released) return drop(next)
    closeSync(held.file)
    held = next
  }

  /** Writes what is there already, into the file that this process made, whatever has its name by now. */
  function touch(): void {
    try {
      writeSync(held.file, text, 0)
    } catch {} // a full disk is no reason to stop
  }

  function drop({ path, file }: Claim): void {
    closeSync(file)
    try {
      if (readFileSync(path, 'utf8') === text) rmSync(path)
    } catch {} // it is gone already
  }

  const later = () =>
    setTimeout(() => {
      beat().then(
        () => {
          if (!released) timer = later()
        },
        error => {
          if (!released) onLost?.(error)
        },
      )
    }, beatSeconds * 1000).unref()
  let timer = later()
  return {
    release() {
      if (released) return
      released = true
      clearTimeout(timer)
      drop(held)
    },
  }
}

/**
 * Refuses a folder that a process holds.
 *
 * @throws {UsageError} with the code `ERR_MNIST_HELD`, that names the process
 */
export async function expectNotHeld(folder: string): Promise<void> {
  const locks = await readLocks(folder, Date.now()).catch(error => {
    throw new DataError(`${folder}: could not be read (${fileProblem(error)})`, { cause: error })
  })
  expectFree(folder, locks)
}

/** A lock that this process has made, and its file, open. */
interface Claim {
  readonly path: string
  readonly file: number
}

/** Makes the next lock of a folder. */
async function claim(folder: string, text: string): Promise<Claim> {
  const temporary = join(folder, temporaryName())
  try {
    await writeFile(temporary, text, { flag: 'wx' })
    const now = (await stat(temporary)).mtimeMs
    for (let attempt = 0; attempt < 100; attempt++) {
      const before = await readLocks(folder, now)
      expectFree(folder, before)
      const path = join(folder, lockName(Math.max(0, ...before.map(({ number }) => number)) + 1))
      if (!(await linkUnlessTaken(temporary, path))) continue
      // The numbers begin again once all locks are gone: one may have been made since, with a lower number.
      const others = (await readLocks(folder, now)).filter(lock => lock.path !== path)
      try {
        expectFree(folder, others)
      } catch (error) {
        await rm(path, { force: true })
        throw error
      }
      for (const other of others) await rm(other.path, { force: true })
      return { path, file: openSync(path, 'r+') }
    }
    throw new DataError(`${folder}: could not be locked (its locks change too fast)`)
  } catch (error) {
    if (error instanceof LibraryError) throw error
    const problem = fileProblem(error, { ENOENT: 'no such folder' })
    throw new DataError(`${folder}: could not be locked (${problem})`, { cause: error })
  } finally {
    await rm(temporary, { force: true }).catch(() => {})
  }
}

/** Gives a file a second name, if nobody has it: so the lock has its content from the beginning. */
async function linkUnlessTaken(file: string, path: string): Promise<boolean> {
  const isTaken = (error: NodeJS.ErrnoException) => {
    if (error.code === 'EEXIST') return false
    throw error
  }
  try {
    await link(file, path)
    return true
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false
    // Some disks know no links (FAT).
    return copyFile(file, path, constants.COPYFILE_EXCL).then(() => true, isTaken)
  }
}

function expectFree(folder: string, locks: readonly Lock[]): void {
  const { owner } = locks.find(isHeld) ?? {}
  if (!owner) return
  const { pid, host, since } = owner
  const elsewhere = host === hostname() ? '' : ` on ${host}`
  const time = localTime(new Date(since)).replace('T', ' ')
  throw new UsageError(`${folder}: is in use by process ${pid}${elsewhere} since ${time}`, { code: 'ERR_MNIST_HELD' })
}
