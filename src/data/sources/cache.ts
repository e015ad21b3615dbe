import { randomUUID } from 'node:crypto'
import { mkdir, readdir, rename, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { DataError } from '../../errors.js'
import type { OnProgress } from './progress.js'

/**
 * Puts a verified file into the cache. It is written under another name first, so that whoever reads at the same time
 * sees all of it or nothing; what a process that was killed had begun to write is deleted.
 *
 * @param folder The cache folder; made where it does not exist.
 * @param name The file's name.
 * @param bytes Verified bytes.
 * @param occupied Whether a file that was found wrong bears the name. It is kept under another one: a cache folder that
 * was set to hold Fashion-MNIST, whose files have the same names, must not lose them.
 * @param onProgress Told where such a file was moved.
 * @returns Where the file now is.
 * @throws {DataError} when the folder cannot be written; nothing is left behind.
 */
export async function store(
  folder: string,
  name: string,
  bytes: Uint8Array,
  occupied: boolean,
  onProgress: OnProgress,
): Promise<string> {
  const path = join(folder, name)
  const temporary = join(folder, `.${name}.${process.pid}.${randomUUID()}.part`)
  try {
    await mkdir(folder, { recursive: true })
    await removeLeftovers(folder)
    await writeFile(temporary, bytes, { flag: 'wx' })
    if (occupied) await setAside(path, onProgress)
    await rename(temporary, path)
    return path
  } catch (error) {
    await rm(temporary, { force: true }).catch(() => {})
    throw new DataError(`${path}: not kept in the cache: ${(error as Error).message}`, { cause: error })
  }
}

const temporaryPattern = /^\..+\.(\d+)\.[\da-f]{8}(?:-[\da-f]{4}){3}-[\da-f]{12}\.part$/

/** Deletes what processes that have ended left half written. */
async function removeLeftovers(folder: string): Promise<void> {
  for (const name of await readdir(folder)) {
    const writer = Number(temporaryPattern.exec(name)?.[1])
    if (writer > 0 && !isRunning(writer)) await rm(join(folder, name), { force: true })
  }
}

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM' // it is another user's
  }
}

async function setAside(path: string, onProgress: OnProgress): Promise<void> {
  const aside = `${path}.wrong-${new Date().toISOString().replaceAll(':', '-')}`
  try {
    await rename(path, aside)
    onProgress({
      kind: 'notice',
      message: `${path}: the wrong file was moved to ${aside}, the right one takes its place`,
    })
  } catch (error) {
    // Another process has moved it, or the wrong file has one of its other names.
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error
  }
}
