import { resolve } from 'node:path'
import { datasetNames } from '../../data/datasets/catalog.js'
import type { StudyData } from '../../runs/trial/trainTrial.js'
import type { DataCommandOptions } from '../sharedOptions.js'

// Which data a study is of: what its file says, and what the command line says instead.

/** What a study's file says of its data. */
export interface StudyDataKeys {
  readonly dataset?: string
  readonly asIs?: boolean
  readonly data?: string
}

/**
 * What a study's file would say of its data, had it said what the command line does. `--dataset` stands for data as a whole; `--data` says
 * where the files of the dataset lie, or takes the place of data of one's own. Paths are made whole, so that they mean the same from
 * any folder.
 */
export function withDataOptions<T extends object>(definition: T, options: DataCommandOptions): T {
  const { dataset, asIs, data, ...rest } = definition as T & StudyDataKeys
  const folder = options.data === undefined ? undefined : resolve(options.data)
  const isReplaced = options.dataset === undefined && folder !== undefined && !isNamed(dataset)
  const named =
    options.dataset === undefined
      ? isReplaced
        ? undefined
        : dataset
      : wholePath(options.dataset, word => resolve(word))
  const asWhole = options.asIs ?? (named === dataset ? asIs : undefined)
  const from = folder ?? (options.dataset === undefined ? data : undefined)
  return {
    ...rest,
    ...(named !== undefined && { dataset: named }),
    ...(asWhole !== undefined && { asIs: asWhole }),
    ...(from !== undefined && { data: from }),
  } as T
}

/** Where the data of a study are loaded from. */
export function dataOfStudy(definition: object, options: DataCommandOptions = {}): StudyData {
  const { dataset, asIs, data } = withDataOptions(definition as StudyDataKeys, options)
  return {
    ...(dataset !== undefined && { dataset }),
    ...(asIs !== undefined && { asIs }),
    ...(data !== undefined && { folder: data }),
  }
}

/** The name of a dataset as it is; the path of data of one's own made whole. */
export function wholePath(dataset: string, resolvePath: (path: string) => string): string {
  return isNamed(dataset) ? dataset : resolvePath(dataset)
}

/** Whether data are a dataset that can be called by its name, so that what they are of is known before they are loaded. */
export function isNamed(dataset: string | undefined): boolean {
  return dataset !== undefined && datasetNames.includes(dataset)
}
