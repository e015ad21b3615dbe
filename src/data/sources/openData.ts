import { mnistTask, type Task } from '../../task.js'
import { mnist, type Part } from '../datasets.js'
import type { LoadedDataset } from './dataset.js'
import { loadMnist } from './mnist.js'
import type { OnProgress } from './progress.js'
import { hasTask, loadTaskFolder } from './taskFolder.js'

/** Where data to train or measure on lie. */
export interface DataOptions {
  /** A folder with MNIST's files, or with `task.json` and images of a task of its own. Defaults to MNIST, wherever it is found. */
  readonly folder?: string
  /** Told of downloads and notices. */
  readonly onProgress?: OnProgress
}

/** Data, before all of them are read. */
export interface OpenedData {
  readonly task: Task
  /** Where they lie, if they are of a task of its own. */
  readonly folder?: string
  /** How many training images there are. */
  readonly trainingCount: number
  load(): Promise<LoadedDataset>
}

/** MNIST, wherever it is found: what data are unless others are named. */
export const mnistData = { task: mnistTask, trainingCount: mnist.parts.training.count } as const

/**
 * Loads MNIST, or the images of a folder with a `task.json`.
 *
 * @throws {DataError} as `loadMnist` and `loadTaskFolder` do
 */
export async function loadData<P extends Part = Part>(
  options: DataOptions & { readonly parts?: readonly P[] },
): Promise<LoadedDataset<P>> {
  const { folder, parts } = options
  if (folder !== undefined && (await hasTask(folder))) return loadTaskFolder(folder, parts && { parts })
  return loadMnist<P>(options)
}

/**
 * Says what data are of. MNIST is not looked for before it is loaded; a folder with a `task.json` is read.
 *
 * @throws {DataError} as `loadTaskFolder` does
 * @example const { task } = await openData({ folder: 'flags' })
 */
export async function openData(options: DataOptions = {}): Promise<OpenedData> {
  const { folder } = options
  if (folder === undefined || !(await hasTask(folder))) return { ...mnistData, load: () => loadData(options) }
  const loaded = await loadTaskFolder(folder)
  return { task: loaded.task, folder, trainingCount: loaded.training.count, load: async () => loaded }
}
