import type { Part } from '../../data/dataset.js'
import type { LoadedDataset } from '../../data/sources/dataset.js'
import type { OnProgress } from '../../data/sources/progress.js'
import { DataError, LibraryError, UsageError } from '../../errors.js'
import { decodeCheckpoint, encodeCheckpoint } from '../../model/checkpoint.js'
import { networkFrom } from '../../model/configuration.js'
import { exportModel } from '../../model/modelFile.js'
import type { Trained } from '../../node/fit.js'
import { type DataOptions, loadData } from '../../node/openData.js'
import { packageVersion } from '../../node/version.js'
import {
  type CheckpointStore,
  type ExecutionOptions,
  isPruned,
  type TrialOutput,
  type TrialResult,
  type TrialRun,
} from '../../study/trial.js'
import type { EpochRecord } from '../../training/history.js'
import { learningCurve } from '../../training/learningCurve.js'
import { identityOf } from '../identity.js'
import { createRunLog } from '../loggers/runLog.js'
import { newRecord } from '../newRecord.js'
import { planRun } from '../plan.js'
import type { RunRecord } from '../record.js'
import { recordedCurve } from '../recordedCurve.js'
import type { UnmeasuredRun } from '../run.js'
import { createStopwatch, rounded } from '../stopwatch.js'
import { trainNetwork } from '../trainNetwork.js'

/** The images that a study may see: its test images are not even opened. */
export type TrainingData = LoadedDataset<'training'>

/** What a training of a trial needs beside the run. */
export interface TrialTraining extends ExecutionOptions {
  readonly data: TrainingData
  readonly checkpoint: CheckpointStore
}

/** Which data a study is of, and where they lie. Defaults to MNIST, wherever it is found. */
export type StudyData = Pick<DataOptions, 'dataset' | 'asIs' | 'folder'>

/**
 * Loads the training images of a study. Of data of one's own that come in one part, all are read, and a fifth is set aside to test by.
 *
 * @throws {UsageError} if there is neither a dataset nor a file or folder of the name
 * @throws {DataError} if they are missing or damaged
 */
export function loadTrainingData(data: StudyData = {}, onProgress?: OnProgress): Promise<TrainingData> {
  return loadData({ ...data, parts: ['training'] satisfies Part[], ...(onProgress && { onProgress }) })
}

/** SHA-256 of the files of the data, by name. */
export function digestsOf({ files }: Pick<TrainingData, 'files'>): Readonly<Record<string, string>> {
  return Object.fromEntries(files.map(({ name, sha256 }) => [name, sha256]))
}

/**
 * Refuses a run that another version of this package is to train, or on other data.
 *
 * @throws {UsageError} if the version is another
 * @throws {DataError} if the data are others
 */
export function expectOwn(
  { version, digests }: Pick<TrialRun, 'version' | 'digests'>,
  data: Pick<TrainingData, 'files'>,
): void {
  if (version !== packageVersion())
    throw new UsageError(
      `study: expected version ${version} of mnist-digit-classifier, which the study began with, received ${packageVersion()}`,
    )
  const own = digestsOf(data)
  const names = Object.keys({ ...digests, ...own })
  const other = names.find(name => digests[name] !== own[name])
  if (other === undefined) return
  const [expected, received] = [digests[other], own[other]].map(digest => digest ?? 'none')
  throw new DataError(`${other}: expected the file of the study, SHA-256 ${expected}, received ${received}`)
}

/**
 * Trains a run of a study, or goes on from its checkpoint. What a configuration or a training does wrong is a result.
 *
 * @returns undefined where the signal ended it before
 * @throws {UsageError} if the version is another than the study's
 * @throws {DataError} if the data are others than the study's, or if the checkpoint could not be saved
 */
export async function trainTrial(run: TrialRun, training: TrialTraining): Promise<TrialOutput | undefined> {
  expectOwn(run, training.data)
  const lines: string[] = []
  const log = (line: string) => lines.push(line)
  try {
    const trained = await train(run, training, log)
    return trained && { ...trained, log: lines.map(line => `${line}\n`).join('') }
  } catch (error) {
    if (!(error instanceof LibraryError) || error.code === 'ERR_MNIST_DATA') throw error
    log(error.message)
    return failure(error, lines)
  }
}

/** The output of a training that an error ended. */
export function failure({ message, code }: Error & { code?: string }, lines: readonly string[] = []): TrialOutput {
  const result: TrialResult = {
    state: 'failed',
    history: [],
    values: {},
    error: { ...(code !== undefined && { code }), message },
    seconds: 0,
  }
  return { result, record: null, model: null, log: lines.map(line => `${line}\n`).join('') }
}

async function train(
  run: TrialRun,
  { data, checkpoint, signal, onEpoch }: TrialTraining,
  log: (line: string) => void,
): Promise<Omit<TrialOutput, 'log'> | undefined> {
  const { configuration, seed, threads, limit, trial, cutoffs, dataset, asIs } = run
  const named = { ...(dataset !== undefined && { dataset }), ...(asIs !== undefined && { asIs }) }
  const name = `trial-${trial}`
  const { validation } = configuration.training
  const plan = planRun(
    { configuration, name, file: `${name}.json`, seed, threads, validation, ...(limit !== null && { limit }) },
    { task: data.task, trainingCount: data.training.count, ...named },
  )
  let record: RunRecord = await newRecord(plan, data.files, named)
  const identity = identityOf(record)
  const saved = await checkpoint.load()
  const state = saved && decodeCheckpoint(saved, identity)
  if (state) {
    record = { ...record, history: state.history, curve: recordedCurve(learningCurve(state)) }
    log(`Resumed after epoch ${state.epoch}, step ${state.step}.`)
  }
  const pruned = new AbortController()
  const prune = (epoch: EpochRecord) => {
    if (isPruned(cutoffs, epoch)) pruned.abort()
  }
  for (const epoch of state?.history ?? []) prune(epoch)
  const begun: UnmeasuredRun = {
    folder: name,
    get record() {
      return record
    },
    state,
    training: data.training,
    stopwatch: createStopwatch(Date.now()),
    events: {
      onNotice: log,
      onEpoch(epoch) {
        const { trainAccuracy, validationAccuracy, validationLoss } = epoch
        log(
          `epoch ${epoch.epoch}: training accuracy ${trainAccuracy.toFixed(4)}, held out ${validationAccuracy?.toFixed(4)}, loss ${validationLoss?.toFixed(4)}`,
        )
        onEpoch?.(epoch)
        prune(epoch)
      },
    },
    log: createRunLog([]),
    signal: AbortSignal.any([signal, pruned.signal]),
    async save(changes) {
      record = { ...record, ...changes }
    },
    saveCheckpoint: state => checkpoint.save(encodeCheckpoint(state, identity)),
  }
  const { trained, seconds } = await trainNetwork(begun)
  const { classifier, history, ended } = trained
  const { temperature, rejectThreshold } = classifier.metadata
  await classifier.dispose()
  if (ended === 'interrupted' && !pruned.signal.aborted) return undefined
  if (pruned.signal.aborted) log(`Pruned after epoch ${history.length}.`)
  const model = exportModel(networkFrom(record.model), trained.state.parameters, {
    seed,
    ...(temperature !== undefined && { temperature }),
    ...(rejectThreshold !== undefined && { rejectThreshold }),
    digests: record.data.digests,
  })
  const total = seconds.data + seconds.compile + seconds.train
  return {
    result: {
      state: pruned.signal.aborted ? 'pruned' : 'complete',
      history,
      values: valuesOf(trained, record),
      seconds: seconds.train,
    },
    record: { ...record, status: 'finished', seconds: rounded({ ...seconds, evaluate: 0, figures: null, total }) },
    model,
  }
}

/** What was measured of the weights that were kept. */
function valuesOf({ history, state }: Trained, { options, parameters }: RunRecord): TrialResult['values'] {
  const kept = options.restoreBest && state.best ? history[state.best.epoch - 1] : history.at(-1)
  const { validationAccuracy = null, validationLoss = null } = kept ?? {}
  return {
    parameters,
    ...(validationAccuracy !== null && { validationAccuracy }),
    ...(validationLoss !== null && { validationLoss }),
  }
}
