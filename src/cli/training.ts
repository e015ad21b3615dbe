import { loadMnist } from '../data/sources/mnist.js'
import { networkFrom } from '../model/configuration.js'
import { countWeights } from '../model/summary.js'
import type { FolderLock } from '../node/folderLock.js'
import { conclude } from './conclude.js'
import { describePlace, describeResult } from './describe.js'
import { describeEnvironment } from './environment.js'
import { identityOf } from './identity.js'
import { type Learnt, learn } from './learn.js'
import { reportLoading } from './loading.js'
import { print, printError } from './output.js'
import { planRun, quoted } from './plan.js'
import { createTrainingDisplay } from './progress.js'
import type { RunPlan, RunRecord } from './record.js'
import { createRun, type Run } from './run.js'
import { createRunFolder, expectEmpty, holdFolder, missingFiles, readCheckpoint, readRecord } from './runFolder.js'
import { createStopwatch } from './stopwatch.js'
import type { TrainCommandOptions } from './train.js'
import type { TrainingMessage } from './trainingThread.js'
import { packageVersion } from './version.js'

/** The thread that a training takes place in. */
export interface TrainingThread {
  /** Aborted when the training is to stop after the step in progress; by an error, where its folder is not to be touched any more. */
  readonly stop: AbortController
  tell(message: TrainingMessage): void
  /** When the process started, in milliseconds since 1970. */
  readonly processStart: number
}

/**
 * Does what `mnist train` was told.
 *
 * @returns whether it was interrupted
 */
export async function train(options: TrainCommandOptions, thread: TrainingThread): Promise<boolean> {
  const { resume, out, quiet } = options
  const onLost = (error: Error) => thread.stop.abort(error)
  let lock: FolderLock | undefined
  try {
    if (resume === undefined) {
      const plan = await planRun(options)
      if (out !== undefined) await expectEmpty(out)
      const parts = await prepare(plan, options, thread)
      // The folder comes last, so that one is there only where a run is.
      const made = await createRunFolder(out, plan, onLost)
      lock = made.lock
      return await execute(createRun({ ...parts, folder: made.path, state: undefined }), quiet === true, thread)
    }
    if (await isComplete(resume)) {
      // A run that was killed after its last file may have left a lock; who may not write here leaves it.
      lock = await holdFolder(resume, onLost).catch(() => undefined)
      return false
    }
    lock = await holdFolder(resume, onLost)
    const before = await readRecord(resume)
    const { record, ...parts } = await prepare(before, options, thread)
    const state = await readCheckpoint(resume, identityOf(record))
    if (!state) expectBeginning(resume, before)
    const resumed = {
      ...record,
      ...(before.device && { device: before.device }),
      started: before.started,
      history: state?.history ?? [],
    }
    return await execute(createRun({ ...parts, record: resumed, folder: resume, state }), quiet === true, thread)
  } finally {
    lock?.release()
  }
}

/** Tells of a run that has nothing left to do, or of what it has lost. */
async function isComplete(folder: string): Promise<boolean> {
  const { status, test } = await readRecord(folder)
  if (status !== 'finished' || !test) return false
  const missing = await missingFiles(folder)
  if (missing.length === 0) print(`${folder} is finished already. ${describeResult(test)}`)
  else print(`${folder} is finished, but lacks ${missing.join(', ')}: it is completed from its checkpoint.`)
  return missing.length === 0
}

/** A run without a checkpoint begins again; not so, where it had ended. */
function expectBeginning(folder: string, { status, history, command }: RunRecord): void {
  const lost = `${folder}: expected checkpoint.safetensors, found none`
  if (status === 'finished') throw new Error(`${lost}; \`${command}\` trains the same model again`)
  if (history.length > 0) printError(`${lost}: the training begins again`)
}

/** Gathers what a run needs beside its folder. */
async function prepare(plan: RunPlan, { data, quiet }: TrainCommandOptions, { stop, processStart }: TrainingThread) {
  const stopwatch = createStopwatch(processStart)
  const loading = reportLoading({ quiet: quiet === true })
  const { training, test, files } = await loadMnist({
    onProgress: loading.onProgress,
    ...(data !== undefined && { folder: data }),
  }).finally(loading.end)
  const { name, preset, seed, command, model, options } = plan
  const record: RunRecord = {
    version: packageVersion(),
    status: 'running',
    started: new Date().toISOString(),
    name,
    ...(preset && { preset }),
    seed,
    command,
    model,
    options,
    environment: await describeEnvironment(),
    data: { digests: Object.fromEntries(files.map(({ name, sha256 }) => [name, sha256])) },
    parameters: countWeights(networkFrom(model).weights),
    history: [],
    test: null,
    seconds: null,
  }
  return { record, training, test, stopwatch, signal: stop.signal }
}

/** Trains and measures; returns whether it was interrupted. */
async function execute(run: Run, quiet: boolean, { tell }: TrainingThread): Promise<boolean> {
  const display = createTrainingDisplay({ epochs: run.record.options.epochs, quiet })
  const hint = `Go on with:\n  mnist train --resume ${quoted(run.folder)}`
  const leave = async ({ trained: { state } }: Learnt) => {
    await run.save({ status: 'interrupted' })
    display.clear()
    printError(`Stopped ${describePlace(state)}. ${hint}`)
    return true
  }
  try {
    await run.save({})
    tell({ kind: 'begun', hint })
    const learnt = await learn(run, display, () => tell({ kind: 'training' }))
    if (run.signal.aborted) return await leave(learnt)
    const result = await conclude(run, learnt, quiet)
    if (result === undefined) return await leave(learnt)
    print(result)
    return false
  } catch (error) {
    display.clear()
    await run.save({ status: 'failed' }).catch(() => {}) // what went wrong first is what counts
    throw error
  }
}
