import { randomUUID } from 'node:crypto'
import { type FileHandle, lstat, open, readFile, rename, rm, writeFile } from 'node:fs/promises'
import { dirname } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { DataError, LibraryError } from '../errors.js'
import { fileProblem } from './files.js'
import { type FolderLock, lockFolder } from './folderLock.js'

// A file of lines that several processes add to, of this project and of Optuna. Optuna's lock is a file beside it, which a process that
// was killed leaves behind, and which others take away after 30 seconds. Processes of this project first take a lock that is void as soon as
// its process has ended; so a lock of Optuna's kind that one of them has left is known to be void at once.

/** A file of lines. */
export interface JournalFile {
  /**
   * Adds lines, once the others have been read, while nobody else adds any.
   *
   * @param decide is handed the lines that were added since it was last called, and says which come next
   * @throws {DataError} if the file cannot be read or written
   */
  update(decide: (added: readonly string[]) => readonly string[]): Promise<void>
  /** Reads the lines that were added since. */
  read(): Promise<string[]>
}

/** Seconds after which a lock of Optuna is taken away where nothing was written: Optuna's own grace period. */
const grace = 30

/**
 * Opens a journal; the file is made with the first lines.
 *
 * @example await openJournalFile('studies/fast/journal.log').update(() => ['{"op_code":0, …}'])
 */
export function openJournalFile(path: string): JournalFile {
  let offset = 0
  let last: Promise<unknown> = Promise.resolve()

  /** One after the other, also within this process. */
  function inTurn<T>(work: () => Promise<T>): Promise<T> {
    const turn = last.then(work, work)
    last = turn.catch(() => {})
    return turn
  }

  async function read(): Promise<string[]> {
    const file = await open(path, 'r').catch((error: NodeJS.ErrnoException) => {
      if (error.code === 'ENOENT') return undefined
      throw error
    })
    if (!file) return []
    try {
      const text = await readFrom(file, offset)
      // A last line without an end is still being written, or was torn when its writer was killed.
      const whole = text.subarray(0, text.lastIndexOf(0x0a) + 1)
      offset += whole.length
      return whole.toString('utf8').split('\n').slice(0, -1)
    } finally {
      await file.close()
    }
  }

  async function append(lines: readonly string[]): Promise<void> {
    const file = await open(path, 'a')
    try {
      await file.truncate(offset) // what a killed writer has left of a line
      const text = lines.map(line => `${line}\n`).join('')
      await file.writeFile(text)
      await file.datasync()
      offset += Buffer.byteLength(text)
    } finally {
      await file.close()
    }
  }

  return {
    read: () => inTurn(() => read().catch(error => Promise.reject(problem(path, 'read', error)))),
    update: decide =>
      inTurn(() =>
        locked(path, async () => {
          const lines = decide(await read())
          if (lines.length > 0) await append(lines)
        }).catch(error => Promise.reject(problem(path, 'written', error))),
      ),
  }
}

async function readFrom(file: FileHandle, offset: number): Promise<Buffer> {
  const { size } = await file.stat()
  if (size < offset) throw new Error('it has become shorter')
  const buffer = Buffer.alloc(Math.max(0, size - offset))
  const { bytesRead } = await file.read(buffer, 0, buffer.length, offset)
  return buffer.subarray(0, bytesRead)
}

function problem(path: string, done: string, error: unknown): Error {
  if (error instanceof LibraryError) return error
  return new DataError(`${path}: could not be ${done} (${fileProblem(error, { ENOENT: 'no such folder' })})`, {
    cause: error,
  })
}

/** Works while no other process, of this project or of Optuna, adds to the file. */
async function locked(path: string, work: () => Promise<void>): Promise<void> {
  const own = await waitForFolder(dirname(path))
  try {
    const lock = `${path}.lock`
    await takeOptunaLock(path, lock)
    try {
      await work()
    } finally {
      await removeLock(lock)
    }
  } finally {
    own.release()
  }
}

async function waitForFolder(folder: string): Promise<FolderLock> {
  for (;;)
    try {
      return await lockFolder(folder)
    } catch (error) {
      if (!(error instanceof LibraryError) || error.code !== 'ERR_MNIST_HELD') throw error
      await pause(2 + 8 * Math.random())
    }
}

/** Optuna takes the lock by making this file, too, as a link. */
async function takeOptunaLock(path: string, lock: string): Promise<void> {
  let [unchanged, since] = [-1, performance.now()]
  for (;;) {
    try {
      return await writeFile(lock, `${process.pid}\n`, { flag: 'wx' })
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error
    }
    const found = await lstat(lock).catch(() => undefined)
    // Whoever of this project made it has been killed, or this process would not have come so far.
    if (found?.isFile() && (await readFile(lock, 'utf8').catch(() => '')) !== '') await removeLock(lock)
    else if (found) {
      const written = await lstat(path).then(
        ({ mtimeMs }) => mtimeMs,
        () => 0,
      )
      if (written !== unchanged) [unchanged, since] = [written, performance.now()]
      else if (performance.now() - since > grace * 1000) await removeLock(lock)
      await pause(5)
    }
  }
}

/** As Optuna does: only one process can rename it. */
async function removeLock(lock: string): Promise<void> {
  const gone = `${lock}${randomUUID()}.rename`
  await rename(lock, gone).then(
    () => rm(gone, { force: true }),
    () => {}, // Optuna has taken it away
  )
}
