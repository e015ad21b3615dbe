import { stat } from 'node:fs/promises'
import { join } from 'node:path'
import { type Dataset, type DatasetFile, filesOf } from '../dataset.js'
import type { Source } from './find.js'
import { fileNames } from './folder.js'
import { cacheFolderOf, installedPackages } from './locations.js'

/** Where a dataset lies, as far as names tell: nothing is read. */
export interface LocatedDataset {
  /** Where its files were found, each place once. */
  readonly sources: readonly Source[]
  /** What would have to be downloaded, in bytes. */
  readonly missingBytes: number
}

/** Looks for the files of a dataset where `loadDataset` would find them, by their names. */
export async function locateDataset(
  dataset: Dataset,
  { cache = cacheFolderOf(dataset) }: { readonly cache?: string } = {},
): Promise<LocatedDataset> {
  const places = [{ source: 'cache' as Source, folder: cache as string | undefined }, ...installedPackages(dataset)]
  const sources = new Set<Source>()
  let missingBytes = 0
  for (const file of filesOf(dataset)) {
    const found = await firstThat(places, ({ folder }) => folder !== undefined && isThere(folder, file))
    if (found) sources.add(found.source)
    else missingBytes += file.downloadBytes ?? file.bytes
  }
  return { sources: [...sources], missingBytes }
}

async function isThere(folder: string, file: DatasetFile): Promise<boolean> {
  const found = await firstThat(fileNames(file), name =>
    stat(join(folder, name)).then(
      stats => stats.isFile(),
      () => false,
    ),
  )
  return found !== undefined
}

async function firstThat<T>(
  items: readonly T[],
  holds: (item: T) => boolean | Promise<boolean>,
): Promise<T | undefined> {
  for (const item of items) if (await holds(item)) return item
  return undefined
}
