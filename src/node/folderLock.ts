import { randomUUID } from 'node:crypto'
import { constants, readFileSync, rmSync } from 'node:fs'
import { copyFile, link, open, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { hostname } from 'node:os'
import { join } from 'node:path'
import { fileProblem, temporaryName } from './files.js'
import { processExists, processSpace, processStart } from './processes.js'

// One process at a time works in a folder. Node has no lock that ends with its process, so a lock is a file that says who made it, and is
// void once that process has ended. Locks are numbered, and a void one is followed by the next number: only one process can make that
// file, and no late one can delete it by mistake for the lock that it found void.

/** Who holds a folder. */
export interface Holder {
  readonly pid: number
  readonly host: string
  /** Date and time, ISO 8601. */
  readonly since: string
}

/** What a lock holds: a line of JSON. */
interface Owner extends Holder {
  readonly id: string
  readonly space: string
  readonly start?: string
}

export interface FolderLock {
  /** Frees the folder, at once. */
  release(): void
}

export interface LockOptions {
  /** Called once where the lock is lost: the folder is gone, or was given to another because this process seemed to have ended. */
  readonly onLost?: (error: Error) => void
  /** How often the lock is kept up, in seconds. Defaults to 5. */
  readonly beatSeconds?: number
}

/** Seconds after which a lock that is not kept up is void, where its process cannot be asked for: it is on another machine. */
const silence = 60

export class FolderHeldError extends Error {
  constructor(
    folder: string,
    readonly holder: Holder,
  ) {
    super(`${folder}: is in use by process ${holder.pid} on ${holder.host} since ${holder.since}`)
  }
}

const lockPattern = /^\.mnist-lock-(\d{1,15})$/

/** Whether a name is that of a lock. */
export function isLock(name: string): boolean {
  return lockPattern.test(name)
}

/**
 * Takes a folder for this process, until it is released or the process ends, however it ends.
 *
 * @throws {FolderHeldError} if another process holds it
 * @throws {Error} if nothing can be written there
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
  let path = await claim(folder, text)
  let released = false

  /** Shows those on other machines that this process lives: by the time of the file, which is that of the disk's clock. */
  async function beat(): Promise<void> {
    const found = await readFile(path, 'utf8').catch(({ code }) => (code === 'ENOENT' ? undefined : text))
    if (released) return
    if (found === text)
      await writeFile(path, text, { flag: 'r+' }).catch(() => {}) // a full disk is no reason to stop
    else path = await claim(folder, text)
    if (released) release()
  }

  function release(): void {
    released = true
    clearTimeout(timer)
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
  return { release }
}

/**
 * Who holds a folder.
 *
 * @returns undefined where nobody does
 */
export async function folderHolder(folder: string): Promise<Holder | undefined> {
  return (await readLocks(folder, Date.now())).find(isHeld)?.owner
}

/** Makes the next lock of a folder, and returns its path. */
async function claim(folder: string, text: string): Promise<string> {
  const temporary = join(folder, temporaryName())
  try {
    await writeFile(temporary, text, { flag: 'wx' })
    const now = (await stat(temporary)).mtimeMs
    for (let attempt = 0; attempt < 100; attempt++) {
      const before = await readLocks(folder, now)
      expectFree(folder, before)
      const path = join(folder, `.mnist-lock-${Math.max(0, ...before.map(({ number }) => number)) + 1}`)
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
      return path
    }
    throw new Error('its locks change too fast')
  } catch (error) {
    if (error instanceof FolderHeldError) throw error
    throw new Error(`${folder}: could not be locked (${fileProblem(error, { ENOENT: 'no such folder' })})`)
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

interface Lock {
  readonly path: string
  readonly number: number
  /** undefined where the file holds no owner: nobody has it. */
  readonly owner: Owner | undefined
  /** Seconds since it was last kept up. */
  readonly silent: number
}

async function readLocks(folder: string, now: number): Promise<Lock[]> {
  const names = await readdir(folder).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return []
    throw error
  })
  const locks = names.filter(isLock).map(async (name): Promise<Lock | undefined> => {
    const path = join(folder, name)
    // Opened first: on a network disk, only then the time of the file is asked for anew.
    const file = await open(path).catch(() => undefined)
    if (!file) return undefined
    try {
      const owner = parseOwner(await file.readFile('utf8'))
      const silent = (now - (await file.stat()).mtimeMs) / 1000
      return { path, number: Number(lockPattern.exec(name)![1]), owner, silent }
    } finally {
      await file.close()
    }
  })
  return (await Promise.all(locks)).filter(lock => lock !== undefined)
}

function parseOwner(text: string): Owner | undefined {
  try {
    const owner = JSON.parse(text) as Owner
    const { pid, host, since, id, space, start } = owner
    const isValid =
      Number.isSafeInteger(pid) &&
      pid > 0 &&
      !Number.isNaN(Date.parse(since)) &&
      [host, since, id, space, start ?? ''].every(value => typeof value === 'string' && !/\p{Cc}/u.test(value))
    return isValid ? owner : undefined
  } catch {
    return undefined
  }
}

function expectFree(folder: string, locks: readonly Lock[]): void {
  const held = locks.find(isHeld)
  if (held) throw new FolderHeldError(folder, held.owner!)
}

function isHeld({ owner, silent }: Lock): boolean {
  if (!owner) return false
  if (owner.space === processSpace()) {
    if (!processExists(owner.pid)) return false
    const start = processStart(owner.pid)
    if (start !== undefined && owner.start !== undefined) return start === owner.start
  }
  return silent < silence
}
