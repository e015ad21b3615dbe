import { stat } from 'node:fs/promises'
import { DataError, UsageError } from '../../errors.js'
import type { Task } from '../../task.js'
import { type Dataset, type DatasetFile, filesOf, type Part, readPart } from '../dataset.js'
import type { Digits } from '../digits.js'
import { type Found, find, findInFolder, type InstalledPackage, type Source } from './find.js'
import { cacheFolderOf, installedPackages } from './locations.js'
import type { OnProgress } from './progress.js'

/** Where to look for a dataset. */
export interface LoadOptions<P extends Part = Part> {
  /** The parts to load. Default: both. */
  parts?: readonly P[]
  /** A folder that holds the files. Where it is given, nothing else is looked at. */
  folder?: string
  /** The folder where downloads are kept. Default: `$MNIST_CACHE`, or else the platform's place for caches, with a folder for each dataset. */
  cache?: string
  /** Addresses of folders that hold the files, asked in turn. Default: the dataset's; none: no download. */
  mirrors?: readonly string[]
  /** Told of downloads as they go on, and of what the user should know. */
  onProgress?: OnProgress
  /** How long to wait for the next byte of a download, in seconds, in (0, 86400]. Defaults to 20. */
  timeout?: number
  /** How long the download of one file may take in all, in seconds, in (0, 86400]. Defaults to 1800, and to what it takes at 50 kB/s. */
  deadline?: number
  /** The function that fetches. Default: the platform's. */
  fetch?: typeof globalThis.fetch
}

/** Where a file was found. */
export interface LoadedFile {
  /** The file's name. */
  name: string
  source: Source
  /** Where the file is now; for a download that could not be kept, the address it came from. */
  path: string
  /** Its SHA-256 digest; of the content, where mirrors have it compressed and the published digest is of the content. */
  sha256: string
  /** Its length in bytes, of what the digest is of. */
  bytes: number
  /** How many images or labels of the parts that were asked for it holds. */
  count: number
}

/** The parts that were asked for, what they are of, and where their files were found. */
export type LoadedDataset<P extends Part = Part> = Record<P, Digits> & { task: Task; files: LoadedFile[] }

/**
 * Loads a dataset: from the given folder, or else from the cache, installed packages or the mirrors, whichever has
 * it first. All files are read at the same time.
 *
 * @param dataset What to load.
 * @param options Where to look.
 * @param installed Packages that ship the files. Defaults to those that the dataset names.
 * @throws {UsageError} if an option is out of range
 * @throws {DataError} with a line for each file that is missing or wrong, with the reason of every place it was looked for.
 * @example const { training, test } = await loadDataset(datasetNamed('fashion-mnist'))
 */
export async function loadDataset<P extends Part = Part>(
  dataset: Dataset,
  options: LoadOptions<P> = {},
  installed: readonly InstalledPackage[] = installedPackages(dataset),
): Promise<LoadedDataset<P>> {
  const parts = [...new Set<Part>(options.parts ?? (Object.keys(dataset.parts) as Part[]))]
  const unknown = parts.find(part => !Object.hasOwn(dataset.parts, part))
  if (unknown !== undefined) throw new UsageError(`parts: expected training or test, received ${unknown}`)
  const { folder, cache = cacheFolderOf(dataset), mirrors = dataset.mirrors } = options
  const files = filesOf(dataset, parts)
  const { timeout = 20, deadline = secondsFor(files) } = options
  for (const [name, seconds] of Object.entries({ timeout, deadline })) {
    if (!(seconds > 0 && seconds <= 86400)) {
      throw new UsageError(`${name}: expected seconds in (0, 86400], received ${seconds}`)
    }
  }
  if (folder !== undefined) await expectFolder(folder, dataset)
  const { onProgress = () => {}, fetch = globalThis.fetch } = options
  const locations = { dataset: dataset.task.name, cache, installed, mirrors, timeout, deadline, onProgress, fetch }

  // Settled, not raced: no download continues behind an error, and the user learns of all files at once.
  const settled = await Promise.allSettled(
    files.map(file => (folder === undefined ? find(file, locations) : findInFolder(file, folder))),
  )
  const failures = settled.filter(result => result.status === 'rejected').map(result => result.reason as Error)
  if (failures.length > 0) {
    const lines = failures.map(failure => failure.message)
    const hint = 'A folder that has the files can be given: --data FOLDER, or in a program the option folder.'
    throw new DataError([...lines, ...(folder === undefined ? [hint] : [])].join('\n'), { cause: failures[0] })
  }
  const located = new Map(settled.map((result, index) => [files[index]!.name, (result as { value: Found }).value]))

  const loaded = { task: dataset.task, files: [] as LoadedFile[] } as LoadedDataset
  for (const part of parts) {
    const { images, labels } = dataset.parts[part]
    const named = ({ name }: DatasetFile) => ({ name, bytes: located.get(name)!.bytes })
    loaded[part] = readPart(dataset, part, { images: named(images), labels: named(labels) })
  }
  for (const { name } of files) {
    const { source, path, sha256, bytes } = located.get(name)!
    const count = parts
      .filter(part => [dataset.parts[part].images, dataset.parts[part].labels].some(file => file.name === name))
      .reduce((sum, part) => sum + loaded[part].count, 0)
    loaded.files.push({ name, source, path, sha256, bytes: bytes.length, count })
  }
  return loaded
}

/** Half an hour, and more for a large file on a slow line. */
function secondsFor(files: readonly DatasetFile[]): number {
  return Math.min(86400, Math.max(1800, ...files.map(({ bytes }) => bytes / 50_000)))
}

async function expectFolder(folder: string, dataset: Dataset): Promise<void> {
  const isFolder = await stat(folder).then(
    stats => stats.isDirectory(),
    () => false,
  )
  if (!isFolder)
    throw new DataError(`${folder}: expected a folder with the ${dataset.task.name} files, found no folder`)
}
