import { mkdir, readFile, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { LibraryError } from '../../errors.js'
import { writeWhole } from '../../node/files.js'
import { lockFolder } from '../../node/folderLock.js'
import type { StudyStore } from '../../study/driver.js'
import type { CheckpointStore, TrialOutput, TrialRun } from '../../study/trial.js'
import type { RunRecord } from '../record.js'
import { modelFile, recordFile, writeRecord } from '../runFolder.js'

// What the trainings of a study leave: trials/0012/seed-3 with run.json, model.onnx and log.txt. While one is trained, its folder is locked
// and holds a checkpoint.

export const trialModelFile = modelFile
export const trialRecordFile = recordFile
const checkpointFile = 'checkpoint.safetensors'

type Place = Pick<TrialRun, 'trial' | 'seed'>

/** The folder of one training of a study. */
export function trialFolder(study: string, { trial, seed }: Place): string {
  return join(study, 'trials', String(trial).padStart(4, '0'), `seed-${seed}`)
}

/** Takes a training for this process; undefined where another one has it. */
export const claimTrial =
  (study: string): StudyStore['claim'] =>
  async place => {
    const folder = trialFolder(study, place)
    await mkdir(folder, { recursive: true })
    try {
      const lock = await lockFolder(folder)
      return { release: async () => lock.release() }
    } catch (error) {
      if (error instanceof LibraryError && error.code === 'ERR_MNIST_HELD') return undefined
      throw error
    }
  }

/** Writes what a training has left. */
export const saveTrial =
  (study: string): StudyStore['save'] =>
  async (run, { record, model, log }: TrialOutput) => {
    const folder = trialFolder(study, run)
    await mkdir(folder, { recursive: true })
    if (model) await writeWhole(join(folder, modelFile), model)
    if (record) await writeRecord(folder, record as RunRecord)
    await writeWhole(join(folder, 'log.txt'), log)
  }

/** Keeps the checkpoint of a training in its folder. */
export function checkpointIn(study: string, place: Place): CheckpointStore {
  const path = join(trialFolder(study, place), checkpointFile)
  return {
    load: () =>
      readFile(path).catch((error: NodeJS.ErrnoException) => {
        if (error.code === 'ENOENT') return undefined
        throw error
      }),
    save: checkpoint => writeWhole(path, checkpoint),
    remove: () => rm(path, { force: true }),
  }
}
