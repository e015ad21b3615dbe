import { createHash } from 'node:crypto'
import { readdir, readFile, stat } from 'node:fs/promises'
import { basename, extname, join } from 'node:path'
import type { Part } from '../../data/dataset.js'
import { datasetNames } from '../../data/datasets/catalog.js'
import type { Digits, NamedBytes } from '../../data/digits.js'
import { parseCsv } from '../../data/formats/csv.js'
import { gunzipFile } from '../../data/formats/gzip.js'
import { idxName, parseIdxPairs, parseIdxZip } from '../../data/formats/idxPairs.js'
import { parseNpy } from '../../data/formats/npy.js'
import { parseNpz } from '../../data/formats/npz.js'
import { type Duplicates, findDuplicates } from '../../data/own/duplicates.js'
import { ownPartsOf } from '../../data/own/numbers.js'
import { classesOf, labeledBy, type OwnParts, selectOwn, splitOwnImages } from '../../data/own/ownImages.js'
import { measurePixels } from '../../data/pixelStatistics.js'
import type { LoadedDataset } from '../../data/sources/dataset.js'
import { DataError, UsageError } from '../../errors.js'
import { defineTask, isDigitTask, mnistTask, type Task } from '../../task.js'
import { readImageFolder } from './imageFolder.js'

/** How data of one's own are read. */
export interface OwnDataOptions {
  /** Whether images are taken as a whole, as they are. Defaults to false. */
  readonly asIs?: boolean
  /** Decides which fifth of the images is to test by, where they come in one part. Defaults to 0. */
  readonly seed?: number
}

/** Data of one's own, read, and what is to be said of them. */
export interface OwnData extends LoadedDataset {
  /** Image files that could not be read, with the reason. */
  readonly problems: readonly string[]
  readonly duplicates: Duplicates
  /** The file of each image, where each has one of its own: [count]. */
  readonly origins: Readonly<Record<Part, readonly string[]>>
  /** Whether the images were split by groups, such as writers, as file names tell them. */
  readonly isGrouped: boolean
  /** Whether they came in two parts. */
  readonly hasTest: boolean
}

/** Most that a file of one's own may hold. */
const MOST = 4 * 1024 ** 3

/**
 * Reads data of one's own: a folder of images with a folder for each class; a CSV file; an NPZ file, or a folder of NPY files; IDX files; or the ZIP
 * file that the lab exports. What comes in one part is split, a fifth to test by.
 *
 * @throws {UsageError} if there is nothing, or fewer than two classes
 * @throws {DataError} that names the file, what was expected and what was received
 * @example const { task, training, test, problems } = await openOwnData('leaves')
 */
export async function openOwnData(path: string, { asIs = false, seed = 0 }: OwnDataOptions = {}): Promise<OwnData> {
  const stats = await stat(path).catch(() => undefined)
  if (!stats)
    throw new UsageError(
      `expected a dataset of ${datasetNames.join(', ')}, or a file or folder of your own, received ${path}`,
    )
  const read = stats.isDirectory() ? await readFolder(path, asIs) : await readFileOf(path)
  const { training: first } = read
  const classes = classesOf(path, read)
  if (read.test && String(read.test.imageShape) !== String(first.imageShape))
    throw new DataError(
      `${path}: expected test images of ${first.imageShape.join(' × ')}, received ${read.test.imageShape.join(' × ')}`,
    )
  const all = labeledBy(classes, first)
  const { training, test, origins } = read.test
    ? {
        training: all,
        test: labeledBy(classes, read.test),
        origins: { training: first.origins ?? [], test: read.test.origins ?? [] },
      }
    : split(path, all, first.origins, seed)
  const task = taskOf(path, classes, read, training)
  return {
    task,
    training,
    test,
    files: [describeAll(path, training, test)],
    problems: read.problems ?? [],
    duplicates: findDuplicates(training, test),
    origins,
    isGrouped: !read.test && all.groups !== undefined,
    hasTest: read.test !== undefined,
  }
}

function split(path: string, all: Digits, origins: readonly string[] = [], seed: number) {
  const indices = splitOwnImages(path, all, seed)
  const originsOf = (part: readonly number[]) => part.flatMap(index => origins[index] ?? [])
  return {
    training: selectOwn(all, indices.training),
    test: selectOwn(all, indices.test),
    origins: { training: originsOf(indices.training), test: originsOf(indices.test) },
  }
}

type Read = OwnParts & { readonly problems?: readonly string[]; readonly form?: Pick<Task, 'subjectFraction'> }

function taskOf(path: string, classes: readonly string[], { training, form }: Read, { images, count }: Digits): Task {
  const { imageShape } = training
  const name = basename(path, extname(path))
  // What reads digits as any other model does must be told in the same form.
  if (isDigitTask({ ...mnistTask, imageShape, classes })) return defineTask({ ...mnistTask, name })
  const { subjectFraction } = form ?? {}
  return defineTask({
    name,
    imageShape,
    classes,
    ...measurePixels(images, count, imageShape),
    ...(subjectFraction !== undefined && { subjectFraction }),
  })
}

/** One entry for all: digests of many files would say no more than that of what was read. */
function describeAll(path: string, training: Digits, test: Digits): LoadedDataset['files'][number] {
  const hash = createHash('sha256')
  let bytes = 0
  for (const { images, labels } of [training, test])
    for (const array of [images, labels]) {
      hash.update(array)
      bytes += array.length
    }
  const count = training.count + test.count
  return { name: basename(path), source: 'folder', path, sha256: hash.digest('hex'), bytes, count }
}

async function readFolder(path: string, asIs: boolean): Promise<Read> {
  const names = (await readdir(path)).filter(name => !name.startsWith('.'))
  const idx = names.filter(name => idxName.test(name))
  if (idx.length > 0) return parseIdxPairs(path, await Promise.all(idx.map(name => readUnpacked(join(path, name)))))
  const npy = names.filter(name => name.endsWith('.npy'))
  if (npy.length > 0) {
    const arrays = await Promise.all(
      npy.map(async name => [name.replace(/\.npy$/, ''), parseNpy(await readBytes(join(path, name)))] as const),
    )
    return ownPartsOf(path, new Map(arrays))
  }
  const tables = names.filter(name => name.endsWith('.csv'))
  if (tables.length > 0 && tables.length <= 2) return readTables(path, tables)
  return readImageFolder(path, { asIs })
}

async function readTables(path: string, names: readonly string[]): Promise<Read> {
  const isTest = (name: string) => /test/i.test(name)
  const [training, test] = [names.find(name => !isTest(name)), names.find(isTest)]
  if (training === undefined) throw new DataError(`${path}: expected a table to train by, received ${names.join(', ')}`)
  const read = async (name: string) => parseCsv(await readBytes(join(path, name)))
  return { training: await read(training), ...(test !== undefined && { test: await read(test) }) }
}

async function readFileOf(path: string): Promise<Read> {
  const file = await readBytes(path)
  const extension = extname(path).toLowerCase()
  if (extension === '.csv') return { training: parseCsv(file) }
  if (extension === '.npz') return ownPartsOf(path, parseNpz(file))
  if (extension === '.zip') return parseIdxZip(file)
  throw new UsageError(
    `${path}: expected a folder, or a file .csv, .npz or .zip, received ${extension || 'a file without an ending'}`,
  )
}

async function readBytes(path: string): Promise<NamedBytes> {
  const { size } = await stat(path)
  if (size > MOST) throw new DataError(`${path}: expected at most ${MOST} bytes, received ${size}`)
  const bytes = await readFile(path).catch(error => {
    throw new DataError(`${path}: could not be read (${(error as Error).message})`, { cause: error })
  })
  return { name: path, bytes }
}

async function readUnpacked(path: string): Promise<NamedBytes> {
  const file = await readBytes(path)
  return file.bytes[0] === 0x1f && file.bytes[1] === 0x8b ? gunzipFile(file, MOST) : file
}
