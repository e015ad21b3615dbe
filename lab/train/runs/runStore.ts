import { type DBSchema, type IDBPDatabase, openDB } from 'idb'
import { currentConfiguration } from '../../../src/model/earlierNames.js'
import type { Run } from './run.js'

// Everything that must outlive the page. Checkpoints and models lie apart from the runs, so that a list of runs is quickly read.

interface Stores extends DBSchema {
  runs: { key: string; value: Run }
  /** What a run that has not ended is resumed from. */
  checkpoints: { key: string; value: Uint8Array }
  /** What a run that has ended trained: ONNX. */
  models: { key: string; value: Uint8Array<ArrayBuffer> }
}

let opening: Promise<IDBPDatabase<Stores>> | undefined

function database(): Promise<IDBPDatabase<Stores>> {
  opening ??= openDB<Stores>('mnist-lab-runs', 1, {
    upgrade(fresh) {
      fresh.createObjectStore('runs', { keyPath: 'id' })
      fresh.createObjectStore('checkpoints')
      fresh.createObjectStore('models')
    },
  })
  return opening
}

/** All runs, the newest first. */
export async function storedRuns(): Promise<Run[]> {
  return (await (await database()).getAll('runs'))
    .map(withCurve)
    .map(withCurrentNames)
    .sort((a, b) => b.started - a.started)
}

/** Runs that earlier versions of the lab kept have other names of options. */
function withCurrentNames(run: Run): Run {
  const configuration = currentConfiguration(run.plan.configuration) as Run['plan']['configuration']
  return { ...run, plan: { ...run.plan, configuration } }
}

/** Keeps a run, and with it, if there is one, the checkpoint that it belongs to: both or neither. */
export async function keepRun(run: Run, checkpoint?: Uint8Array): Promise<void> {
  const writing = (await database()).transaction(['runs', 'checkpoints'], 'readwrite')
  await Promise.all([
    writing.objectStore('runs').put(run),
    checkpoint && writing.objectStore('checkpoints').put(checkpoint, run.id),
    writing.done,
  ])
}

/** Keeps a run that has ended, with its model; its checkpoint is not needed any more. */
export async function keepModel(run: Run, model: Uint8Array<ArrayBuffer>): Promise<void> {
  const writing = (await database()).transaction(['runs', 'checkpoints', 'models'], 'readwrite')
  await Promise.all([
    writing.objectStore('runs').put(run),
    writing.objectStore('models').put(model, run.id),
    writing.objectStore('checkpoints').delete(run.id),
    writing.done,
  ])
}

export async function storedCheckpoint(id: string): Promise<Uint8Array | undefined> {
  return (await database()).get('checkpoints', id)
}

export async function storedModel(id: string): Promise<Uint8Array<ArrayBuffer> | undefined> {
  return (await database()).get('models', id)
}

export async function deleteStoredRun(id: string): Promise<void> {
  const writing = (await database()).transaction(['runs', 'checkpoints', 'models'], 'readwrite')
  await Promise.all([
    writing.objectStore('runs').delete(id),
    writing.objectStore('checkpoints').delete(id),
    writing.objectStore('models').delete(id),
    writing.done,
  ])
}

/** An earlier version kept another curve. */
function withCurve(run: Run): Run {
  const { curve }: { curve: unknown } = run
  if (!Array.isArray(curve)) return run
  const training = (curve as OldPoint[]).map(({ at, ...measured }) => ({ epoch: at, ...measured }))
  return { ...run, curve: { training, validation: [], validationCount: 0 } }
}

interface OldPoint {
  readonly at: number
  readonly loss: number
  readonly accuracy: number
}
