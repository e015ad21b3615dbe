import { open, readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { processExists, processSpace, processStart } from './processes.js'

// The files of folderLock.ts: what they hold, and whether that still counts.

/** Who holds a folder. */
export interface Holder {
  readonly pid: number
  readonly host: string
  /** Date and time, ISO 8601. */
  readonly since: string
}

/** What a lock holds: a line of JSON. */
export interface Owner extends Holder {
  readonly id: string
  readonly space: string
  readonly start?: string
}

/** Seconds after which a lock that is not kept up is void, where its process cannot be asked for: it is on another machine. */
const silence = 60

const lockPattern = /^\.mnist-lock-(\d{1,15})$/

/** Whether a name is that of a lock. */
export function isLock(name: string): boolean {
  return lockPattern.test(name)
}

/** The name of a lock. */
export const lockName = (number: number) => `.mnist-lock-${number}`

/** A lock as it was found. */
export interface Lock {
  readonly path: string
  readonly number: number
  /** undefined where the file holds no owner: nobody has it. */
  readonly owner: Owner | undefined
  /** Seconds since it was last kept up. */
  readonly silent: number
}

/**
 * The locks in a folder.
 *
 * @param now in milliseconds, by the clock of the disk
 */
export async function readLocks(folder: string, now: number): Promise<Lock[]> {
  const entries = await readdir(folder, { withFileTypes: true }).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return []
    throw error
  })
  const names = entries.filter(entry => entry.isFile() && isLock(entry.name)).map(({ name }) => name)
  const locks = names.map(async (name): Promise<Lock | undefined> => {
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

/** Whether the process that made a lock may still be at work. */
export function isHeld({ owner, silent }: Lock): boolean {
  if (!owner) return false
  if (owner.space === processSpace()) {
    if (!processExists(owner.pid)) return false
    const start = processStart(owner.pid)
    if (start !== undefined && owner.start !== undefined) return start === owner.start
  }
  return silent < silence
}
