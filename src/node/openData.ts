import type { Dataset, Part } from '../data/dataset.js'
import { datasetNamed, datasetNames, datasetOfTask } from '../data/datasets/catalog.js'
import { mnist } from '../data/datasets/mnist.js'
import { type LoadedDataset, loadDataset } from '../data/sources/dataset.js'
import type { OnProgress } from '../data/sources/progress.js'
import { hasTask, loadTaskFolder } from '../data/sources/taskFolder.js'
import { mnistTask, type Task } from '../task.js'
import { describeFaults } from './ownData/describeFaults.js'
import { openOwnData } from './ownData/openOwnData.js'

/** Where data to train or measure on lie. */
export interface DataOptions {
  /** The name of a dataset, such as `fashion-mnist`, or a file or folder of one's own. Defaults to that of `task`, or else to `mnist`. */
  readonly dataset?: string
  /** Whether images of one's own are taken as a whole, as they are. Defaults to false. */
  readonly asIs?: boolean
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
  readonly asIs?: boolean
  /** What `--data` names, if they are of a task of its own. */
  readonly folder?: string
  /** What `--data` names, whatever is in it. */
  readonly location?: string
  /** How many training images there are. */
  readonly trainingCount: number
  load(): Promise<LoadedDataset>
}

/** MNIST, wherever it is found: what data are unless others are named. */
export const mnistData = { task: mnistTask, trainingCount: mnist.parts.training.count } as const

/**
 * Loads a dataset by its name, data of one's own, or the images of a folder with a `task.json`. Without any, MNIST.
 *
 * @throws {UsageError} if there is neither a dataset nor a file or folder of the name
 * @throws {DataError} as `loadDataset` and `loadTaskFolder` do
 */
export async function loadData<P extends Part = Part>(
  options: DataOptions & { readonly parts?: readonly P[] },
): Promise<LoadedDataset<P>> {
  const { folder, parts, onProgress } = options
  const only = { ...(parts && { parts }) }
  if (await isTaskFolder(options)) return loadTaskFolder(folder!, only)
  if (isOwn(options)) return loadOwn(options)
  return loadDataset(chosenDataset(options), {
    ...only,
    ...(folder !== undefined && { folder }),
    ...(onProgress && { onProgress }),
  })
}

/**
 * Says what data are of. A dataset is not looked for before it is loaded; data of one's own are read.
 *
 * @throws {UsageError} if there is neither a dataset nor a file or folder of the name
 * @throws {DataError} as `loadTaskFolder` does
 * @example const { task } = await openData({ dataset: 'fashion-mnist' })
 */
export async function openData(options: DataOptions = {}): Promise<OpenedData> {
  const { folder } = options
  if (await isTaskFolder(options)) {
    const loaded = await loadTaskFolder(folder!)
    return {
      task: loaded.task,
      folder: folder!,
      location: folder!,
      trainingCount: loaded.training.count,
      load: async () => loaded,
    }
  }
  if (isOwn(options)) {
    const { dataset, asIs } = options
    const loaded = await loadOwn(options)
    return {
      task: loaded.task,
      dataset: dataset!,
      ...(asIs && { asIs }),
      trainingCount: loaded.training.count,
      load: async () => loaded,
    }
  }
  const { name, task, parts } = chosenDataset(options)
  return {
    task,
    ...(name !== mnist.name && { dataset: name }),
    ...(folder !== undefined && { location: folder }),
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

function isOwn({ dataset }: DataOptions): boolean {
  return dataset !== undefined && !datasetNames.includes(dataset)
}

async function loadOwn({ dataset, asIs = false, onProgress }: DataOptions): Promise<LoadedDataset> {
  const { task, training, test, files, ...found } = await openOwnData(dataset!, { asIs })
  for (const message of describeFaults({ training, test, ...found })) onProgress?.({ kind: 'notice', message })
  return { task, training, test, files }
}
