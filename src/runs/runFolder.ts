import { mkdir, readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { asUsage } from '../errorContext.js'
import { UsageError } from '../errors.js'
import { decodeCheckpoint, encodeCheckpoint, type Identity } from '../model/checkpoint.js'
import { exists, fileProblem, isTemporary, readAs, removeLeftovers, writeWhole } from '../node/files.js'
import { expectNotHeld, type FolderLock, lockFolder } from '../node/folderLock.js'
import { localTime } from '../node/localTime.js'
import { isLock } from '../node/lockFiles.js'
import type { TrainingState } from '../training/state.js'
import { earlierIdentityOf, identityOf } from './identity.js'
import type { RunPlan, RunRecord } from './record.js'
import { parseRecord } from './recordSchema.js'

// A run folder: run.json from the start, checkpoint.safetensors after every epoch, then model.onnx, figures/ and report.html. Every
// file is written whole or not at all, so a run that was killed can go on from what is there. The process that trains it holds a lock.

export const recordFile = 'run.json'
const checkpointFile = 'checkpoint.safetensors'
export const modelFile = 'model.onnx'
export const reportFile = 'report.html'
export const figuresFolder = 'figures'
export const figureNames = ['curves', 'samples', 'confusion', 'mistakes'] as const
export type FigureName = (typeof figureNames)[number]

/** Refuses a folder that another process trains in, or that holds anything: a run is never overwritten. */
export async function expectEmpty(folder: string): Promise<void> {
  const names = await readdir(folder).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return []
    const problem = fileProblem(error, { ENOTDIR: 'it is a file' })
    throw new UsageError(`expected --out to be a folder, received ${folder} (${problem})`, { cause: error })
  })
  await expectNotHeld(folder)
  if (!names.every(isOurs))
    throw new UsageError(`expected --out to be an empty folder or a new one, received ${folder}, which holds files`)
}

/** What this project leaves beside the files of a run. */
const isOurs = (name: string) => isTemporary(name) || isLock(name)

/** Makes the folder that the user named, or one in `runs/` with time, name and seed that no other run has, and holds it. */
export async function createRunFolder(
  out: string | undefined,
  plan: RunPlan,
  onLost: (error: Error) => void,
): Promise<{ readonly path: string; readonly lock: FolderLock }> {
  const path = out ?? (await createDefaultFolder(plan))
  await makeFolder(path)
  const lock = await holdFolder(path, onLost)
  const names = await readdir(path)
  if (names.every(isOurs)) return { path, lock }
  lock.release() // another process was faster, and has ended
  throw new UsageError(`expected --out to be an empty folder or a new one, received ${path}, which holds files`)
}

async function createDefaultFolder({ name, seed }: RunPlan): Promise<string> {
  await makeFolder('runs')
  const path = join('runs', `${localTime(new Date()).replaceAll(':', '-')}-${name}-seed${seed}`)
  for (let number = 1; ; number++) {
    const free = number === 1 ? path : `${path}-${number}`
    try {
      await mkdir(free)
      return free
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw couldNotMake(free, error)
    }
  }
}

async function makeFolder(path: string): Promise<void> {
  await mkdir(path, { recursive: true })
    // Node says ENOENT of a disk that is read-only, and of a link to nothing, unless it is asked for this folder alone.
    .catch(error => (error.code === 'ENOENT' ? mkdir(path) : Promise.reject(error)))
    .catch(error => Promise.reject(couldNotMake(path, error)))
}

function couldNotMake(path: string, error: unknown): Error {
  const others = { EEXIST: 'there is a file of that name', ENOENT: 'no such folder' }
  return new UsageError(`${path}: the folder could not be made (${fileProblem(error, others)})`, { cause: error })
}

/**
 * Holds a folder while a run is trained in it, and deletes what killed writes left there.
 *
 * @throws {UsageError} if another process trains there
 */
export async function holdFolder(folder: string, onLost: (error: Error) => void): Promise<FolderLock> {
  const lock = await lockFolder(folder, { onLost })
  for (const place of [folder, join(folder, figuresFolder)]) await removeLeftovers(place)
  return lock
}

/** What a finished run should have and has not. */
export async function missingFiles(folder: string): Promise<string[]> {
  const figures = figureNames.flatMap(name => ['svg', 'png'].map(format => `${figuresFolder}/${name}.${format}`))
  const wanted = [modelFile, reportFile, ...figures]
  const present = await Promise.all(wanted.map(name => exists(join(folder, name))))
  return wanted.filter((_, index) => !present[index])
}

/** Writes `run.json`; rows of numbers stay on one line. */
export function writeRecord(folder: string, record: RunRecord): Promise<void> {
  const text = JSON.stringify(record, null, 2).replace(/\[\n[^[\]{}"]*\]/g, row => row.replace(/\n\s*/g, ' '))
  return writeWhole(join(folder, recordFile), `${text}\n`)
}

/**
 * Reads the record of a run, also one that an earlier version wrote.
 *
 * @throws {UsageError} if the folder holds no run, or a record that is not valid
 */
export function readRecord(folder: string): Promise<RunRecord> {
  return asUsage(() => readAs(join(folder, recordFile), bytes => parseRecord(new TextDecoder().decode(bytes))))
}

/** Writes the state that the run is resumed from. */
export function writeCheckpoint(folder: string, state: TrainingState, identity: Identity): Promise<void> {
  return writeWhole(join(folder, checkpointFile), encodeCheckpoint(state, identity))
}

/**
 * Reads the state that a run is resumed from.
 *
 * @returns undefined where the run was killed before its first checkpoint
 * @throws {ModelError} if the checkpoint is damaged, or that of another run
 */
export async function readCheckpoint(folder: string, record: RunRecord): Promise<TrainingState | undefined> {
  if (!(await readdir(folder)).includes(checkpointFile)) return undefined
  return readAs(join(folder, checkpointFile), bytes => {
    try {
      return decodeCheckpoint(bytes, identityOf(record))
    } catch (error) {
      try {
        return decodeCheckpoint(bytes, earlierIdentityOf(record))
      } catch {
        throw error
      }
    }
  })
}
