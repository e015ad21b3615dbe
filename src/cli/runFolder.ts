import { mkdir, readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { decodeCheckpoint, encodeCheckpoint } from '../model/checkpoint.js'
import { isTemporary, readAs, removeLeftovers, writeWhole } from '../node/files.js'
import type { TrainingState } from '../training/state.js'
import { asUsage, UsageError } from './errors.js'
import type { RunPlan, RunRecord } from './record.js'
import { parseRecord } from './recordSchema.js'

// A run folder: run.json from the start, checkpoint.safetensors after every epoch, then model.onnx, figures/ and report.html. Every
// file is written whole or not at all, so a run that was killed can go on from what is there.

const recordFile = 'run.json'
const checkpointFile = 'checkpoint.safetensors'
export const reportFile = 'report.html'
export const figuresFolder = 'figures'

/** Refuses a folder that holds anything: a run is never overwritten. */
export async function expectEmpty(folder: string): Promise<void> {
  const names = await readdir(folder).catch(({ code, message }: NodeJS.ErrnoException) => {
    if (code === 'ENOENT') return []
    throw new UsageError(
      `expected --out to be a folder, received ${folder} (${code === 'ENOTDIR' ? 'it is a file' : message})`,
    )
  })
  if (!names.every(isTemporary))
    throw new UsageError(`expected --out to be an empty folder or a new one, received ${folder}, which holds files`)
}

/** Makes the folder that the user named, or one in `runs/` with time, name and seed that no other run has. */
export async function createRunFolder(out: string | undefined, { name, seed }: RunPlan): Promise<string> {
  if (out !== undefined) {
    await mkdir(out, { recursive: true })
    return out
  }
  await mkdir('runs', { recursive: true })
  const now = new Date()
  const local = new Date(now.getTime() - now.getTimezoneOffset() * 60_000).toISOString().slice(0, 19)
  const path = join('runs', `${local.replaceAll(':', '-')}-${name}-seed${seed}`)
  for (let number = 1; ; number++) {
    const free = number === 1 ? path : `${path}-${number}`
    try {
      await mkdir(free)
      return free
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error
    }
  }
}

/** Writes `run.json`; rows of numbers stay on one line. */
export function writeRecord(folder: string, record: RunRecord): Promise<void> {
  const text = JSON.stringify(record, null, 2).replace(/\[\n[^[\]{}"]*\]/g, row => row.replace(/\n\s*/g, ' '))
  return writeWhole(join(folder, recordFile), `${text}\n`)
}

/**
 * Reads the record of a run that is to go on, and wipes what killed writes left behind.
 *
 * @throws UsageError where the folder holds no run, or a record that is not valid
 */
export async function openRun(folder: string): Promise<RunRecord> {
  const record = await asUsage(() =>
    readAs(join(folder, recordFile), bytes => parseRecord(new TextDecoder().decode(bytes))),
  )
  for (const place of [folder, join(folder, figuresFolder)]) await removeLeftovers(place)
  return record
}

/** Writes the state that the run goes on from. */
export function writeCheckpoint(folder: string, state: TrainingState): Promise<void> {
  return writeWhole(join(folder, checkpointFile), encodeCheckpoint(state))
}

/**
 * Reads the state that a run goes on from.
 *
 * @returns undefined where the run was killed before its first checkpoint
 * @throws Error where the checkpoint is damaged
 */
export async function readCheckpoint(folder: string): Promise<TrainingState | undefined> {
  if (!(await readdir(folder)).includes(checkpointFile)) return undefined
  return readAs(join(folder, checkpointFile), decodeCheckpoint)
}
