import type { LoadProgress } from '../data/sources/progress.js'
import { DataError } from '../errors.js'
import { networkFrom } from '../model/configuration.js'
import type { FolderLock } from '../node/folderLock.js'
import { type OpenedData, openData } from '../node/openData.js'
import { expectSameTask, mnistTask } from '../task.js'
import { learningCurve } from '../training/learningCurve.js'
import { optimizerFrom } from '../training/optimizers.js'
import { initialState } from '../training/state.js'
import { conclude } from './conclude.js'
import { type LoggerName, openLog } from './loggers/openLog.js'
import type { RunLogger } from './loggers/runLogger.js'
import { newRecord } from './newRecord.js'
import { planRun, type RunOptions } from './plan.js'
import { dataOfRun, type RunPlan, type RunRecord } from './record.js'
import { recordedCurve } from './recordedCurve.js'
import { createRun, type Run, type RunEvents, type RunParts } from './run.js'
import { createRunFolder, expectEmpty, holdFolder, missingFiles, readCheckpoint, readRecord } from './runFolder.js'
import { parametersFrom, readStart } from './startingModel.js'
import { createStopwatch } from './stopwatch.js'
import { trainNetwork } from './trainNetwork.js'

/** What training or resuming a run needs beside its options. */
export interface RunTraining extends RunEvents {
  /**
   * Folder with the files of the dataset, or with `task.json` and images of a task of its own; or what `openData` has opened. Defaults to
   * the cache, an installed package, or a download.
   */
  readonly data?: string | OpenedData
  /**
   * The name of a dataset, such as `fashion-mnist`, or a file or folder of one's own. Defaults to `mnist`, and of a resumed run to what it
   * was trained on.
   */
  readonly dataset?: string
  /** Whether images of one's own are taken as a whole, as they are. Defaults to false. */
  readonly asIs?: boolean
  /**
   * Where the run is logged beside its folder: `tensorboard`, `mlflow`, or a logger of one's own. Defaults to nowhere, and of a resumed
   * run to where it was logged before, loggers of one's own excepted.
   */
  readonly log?: readonly (LoggerName | RunLogger)[]
  /** Told of downloads and notices while the data are loaded. */
  readonly onProgress?: (progress: LoadProgress) => void
  /** When aborted, the training stops after the step in progress, and can be resumed. */
  readonly signal?: AbortSignal
  /** When the whole began, in milliseconds since 1970. Defaults to now. */
  readonly since?: number
}

/** What came of a run. */
export interface RunResult {
  readonly folder: string
  readonly record: RunRecord
  /** Why it ended: done, or by the signal; `resumeRun` does the rest. */
  readonly ended: 'finished' | 'interrupted'
  /** Where the training stands. */
  readonly state: { readonly epoch: number; readonly step: number }
}

/**
 * Trains a run as `mnist train` does: measures it once on the test images, and keeps its model, record, checkpoint, figures and report
 * in a folder.
 *
 * @param options what the run is to be
 * @param training.folder where to write, empty or new. Defaults to a folder in `runs/` with time, net and seed.
 * @throws {UsageError} if the options are invalid, or if the folder holds files or another process trains there (`ERR_MNIST_HELD`)
 * @throws {DataError} if the data are missing or damaged, or if something could not be written
 * @throws {EngineError} if the loss is no longer a number
 * @example const { folder, record } = await trainRun({ preset: 'fast', epochs: 1 }, { folder: 'runs/first' })
 */
export async function trainRun(
  options: RunOptions,
  training: RunTraining & { readonly folder?: string } = {},
): Promise<RunResult> {
  const data = await opened(training)
  const plan = planRun(options, data)
  const { folder } = training
  if (folder !== undefined) await expectEmpty(folder)
  return held(async (hold, lost) => {
    const parts = await prepare(plan, data, training, lost)
    // The folder comes last, so that one is there only where a run is.
    const path = await hold(onLost => createRunFolder(folder, plan, onLost))
    const state = beginning(plan, options)
    const run = createRun({ ...parts, folder: path, state })
    // The model may be gone when the run is resumed.
    if (state) await run.saveCheckpoint(state)
    return execute(run)
  })
}

/**
 * Resumes a run from its checkpoint; it ends with the same weights as one that never stopped. A finished run is completed with the
 * files that it lacks, or left as it is.
 *
 * @throws {UsageError} if the folder holds no run, if another process trains there (`ERR_MNIST_HELD`), or if the data are of another task
 * @throws {DataError} as `trainRun` does
 * @throws {ModelError} if the checkpoint is damaged, that of another run, or of other data
 * @example await resumeRun('runs/first')
 */
export async function resumeRun(folder: string, training: RunTraining = {}): Promise<RunResult> {
  return held(async (hold, lost) => {
    const holdIt = () => hold(async onLost => ({ path: folder, lock: await holdFolder(folder, onLost) }))
    const complete = await readRecord(folder)
    if (complete.status === 'finished' && complete.test && (await missingFiles(folder)).length === 0) {
      // A run that was killed after its last file may have left a lock; who may not write here leaves it.
      await holdIt().catch(() => undefined)
      return { folder, record: complete, ended: 'finished', state: { epoch: complete.history.length, step: 0 } }
    }
    await holdIt()
    const before = await readRecord(folder)
    const data = await opened(training, before)
    expectSameTask(folder, before.model.task ?? mnistTask, data.task)
    const { record, ...parts } = await prepare(before, data, training, lost)
    const state = await readCheckpoint(folder, record)
    if (!state) expectBeginning(folder, before, training)
    const { started, device, testReadings } = before
    const resumed = {
      ...record,
      ...(device && { device }),
      ...(testReadings && { testReadings }),
      started,
      ...(state && { history: state.history, curve: recordedCurve(learningCurve(state)) }),
    }
    return execute(createRun({ ...parts, record: resumed, folder, state }))
  })
}

/** The state before the first step of a run that begins with a model. */
function beginning({ model, seed, options: { optimizer } }: RunPlan, { from, newHead = false }: RunOptions) {
  if (!from) return undefined
  const network = networkFrom(model)
  const parameters = parametersFrom(readStart(from), network, seed, { newHead })
  return { ...initialState(network, optimizerFrom(optimizer), seed), parameters }
}

type Hold = (take: (onLost: (error: Error) => void) => Promise<{ path: string; lock: FolderLock }>) => Promise<string>

/** Lets go of the folder that was held, whatever happens. */
async function held<T>(work: (hold: Hold, lost: AbortController) => Promise<T>): Promise<T> {
  const lost = new AbortController()
  let lock: FolderLock | undefined
  const hold: Hold = async take => {
    const taken = await take(error => lost.abort(error))
    lock = taken.lock
    return taken.path
  }
  try {
    return await work(hold, lost)
  } finally {
    lock?.release()
  }
}

/** A run without a checkpoint begins again; not so, where it had ended. */
function expectBeginning(folder: string, { status, history, command, from }: RunRecord, { onNotice }: RunEvents): void {
  const lost = `${folder}: expected checkpoint.safetensors, found none`
  if (status === 'finished' || from) throw new DataError(`${lost}; \`${command}\` trains the same model again`)
  if (history.length > 0) onNotice?.(`${lost}: the training begins again`)
}

async function opened({ data, dataset, asIs, onProgress }: RunTraining, before?: RunRecord): Promise<OpenedData> {
  if (typeof data === 'object') return data
  return openData({
    ...(onProgress && { onProgress }),
    ...(before ? dataOfRun(before, data) : data !== undefined && { folder: data }),
    ...(dataset !== undefined && { dataset }),
    ...(asIs !== undefined && { asIs }),
  })
}

/** Gathers what a run needs beside its folder. */
async function prepare(
  plan: RunPlan & Pick<RunRecord, 'log'>,
  loading: OpenedData,
  { data, dataset, asIs, onProgress, signal, since = Date.now(), log: asked, ...events }: RunTraining,
  lost: AbortController,
): Promise<Omit<RunParts, 'folder' | 'state'>> {
  const stopwatch = createStopwatch(since)
  const { log, names } = openLog(asked, plan, events)
  const { training, test, files } = await loading.load()
  const record = { ...(await newRecord(plan, files, loading)), ...(names.length > 0 && { log: names }) }
  return {
    record,
    dataFolder: loading.location,
    log,
    training,
    test,
    stopwatch,
    events,
    lost: lost.signal,
    signal: signal ? AbortSignal.any([signal, lost.signal]) : lost.signal,
  }
}

/** Trains and measures. */
async function execute(run: Run): Promise<RunResult> {
  const { folder, state, events } = run
  try {
    await run.save({})
    const isResumed = state && (state.epoch > 0 || state.step > 0)
    events.onBegin?.({ folder, record: run.record, state: isResumed ? state : undefined })
    const learned = await trainNetwork(run)
    const finished = !run.signal.aborted && (await conclude(run, learned))
    if (!finished) await run.save({ status: 'interrupted' })
    await run.log.end(run.record)
    return {
      folder,
      record: run.record,
      ended: finished ? 'finished' : 'interrupted',
      state: learned.trained.state,
    }
  } catch (error) {
    await run.save({ status: 'failed' }).catch(() => {}) // what went wrong first is what counts
    await run.log.end({ ...run.record, status: 'failed' })
    throw error
  }
}
