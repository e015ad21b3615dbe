import { mnistTask, type Task } from '../../task.js'
import type { Dataset, Part } from '../dataset.js'
import { datasetNamed, datasetOfTask } from '../datasets/catalog.js'
import { mnist } from '../datasets/mnist.js'
import { type LoadedDataset, loadDataset } from './dataset.js'
import type { OnProgress } from './progress.js'
import { hasTask, loadTaskFolder } from './taskFolder.js'

/** Where data to train or measure on lie. */
export interface DataOptions {
  /** The name of a dataset, such as `fashion-mnist`. Defaults to that of `task`, or else to `mnist`. */
  readonly dataset?: string
  /** A folder with the files of that dataset, or with `task.json` and images of a task of its own. Defaults to wherever they are found. */
  readonly folder?: string
  /** What a model was trained on: its dataset is taken, where none is named. */
  readonly task?: Task
  /** Told of downloads and notices. */
  readonly onProgress?: OnProgress
}

/** Data, before all of them are read. */
export interface OpenedData {
  readonly task: Task
  /** What `--dataset` names, if not MNIST. */
  readonly dataset?: string
  /** What `--data` names, if they are of a task of its own. */
  readonly folder?: string
  /** How many training images there are. */
  readonly trainingCount: number
  load(): Promise<LoadedDataset>
}

/** MNIST, wherever it is found: what data are unless others are named. */
export const mnistData = { task: mnistTask, trainingCount: mnist.parts.training.count } as const

/**
 * Loads a dataset by its name, or the images of a folder with a `task.json`. Without either, MNIST.
 *
 * @throws {UsageError} if there is no dataset of the name
 * @throws {DataError} as `loadDataset` and `loadTaskFolder` do
 */
export async function loadData<P extends Part = Part>(
  options: DataOptions & { readonly parts?: readonly P[] },
): Promise<LoadedDataset<P>> {
  const { folder, parts, onProgress } = options
  const only = { ...(parts && { parts }) }
  if (await isTaskFolder(options)) return loadTaskFolder(folder!, only)
  return loadDataset(chosenDataset(options), {
    ...only,
    ...(folder !== undefined && { folder }),
    ...(onProgress && { onProgress }),
  })
}

/**
 * Says what data are of. A dataset is not looked for before it is loaded; a folder with a `task.json` is read.
 *
 * @throws {UsageError} if there is no dataset of the name
 * @throws {DataError} as `loadTaskFolder` does
 * @example const { task } = await openData({ dataset: 'fashion-mnist' })
 */
export async function openData(options: DataOptions = {}): Promise<OpenedData> {
  const { folder } = options
  if (await isTaskFolder(options)) {
    const loaded = await loadTaskFolder(folder!)
    return { task: loaded.task, folder: folder!, trainingCount: loaded.training.count, load: async () => loaded }
  }
  const { name, task, parts } = chosenDataset(options)
  return {
    task,
    ...(name !== mnist.name && { dataset: name }),
    trainingCount: parts.training.count,
    load: () => loadData(options),
  }
}

async function isTaskFolder({ dataset, folder }: DataOptions): Promise<boolean> {
  return dataset === undefined && folder !== undefined && (await hasTask(folder))
}

function chosenDataset({ dataset, task }: DataOptions): Dataset {
  if (dataset !== undefined) return datasetNamed(dataset)
  return (task && datasetOfTask(task)) ?? mnist
}
