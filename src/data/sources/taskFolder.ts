import { createHash } from 'node:crypto'
import { open, readdir, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { gunzip } from 'node:zlib'
import { inContext } from '../../errorContext.js'
import { DataError } from '../../errors.js'
import { defineTask, type Task } from '../../task.js'
import type { Part } from '../dataset.js'
import { type Digits, digitsFromIdx, type NamedBytes } from '../digits.js'
import { parseIdxImages } from '../idx.js'
import { measurePixels } from '../pixelStatistics.js'
import type { LoadedDataset, LoadedFile } from './dataset.js'

/** What makes a folder of IDX files a dataset of its own: its name, its classes, and what else a task has, if not measured. */
export const taskFile = 'task.json'

/** Above this, a file is no dataset for a net of this project. */
const maxBytes = 4 * 1024 ** 3

/** Whether a folder describes a task of its own. */
export async function hasTask(folder: string): Promise<boolean> {
  return stat(join(folder, taskFile)).then(
    stats => stats.isFile(),
    () => false,
  )
}

/**
 * Loads a dataset of one's own from a folder: `task.json`, at least `{ "name": …, "classes": […] }`, beside four IDX files, plain or
 * with `.gz`: `train-images-idx3-ubyte`, `train-labels-idx1-ubyte`, `t10k-images-idx3-ubyte` and `t10k-labels-idx1-ubyte`; images of
 * several channels are `…-idx4-ubyte`. The shape of the images is read from the files; mean and deviation are measured on the
 * training images, unless `task.json` has them.
 *
 * @param options.parts The parts to load. Defaults to both.
 * @throws {DataError} that names the file, what was expected and what was received
 * @example const { task, training, test } = await loadTaskFolder('flags')
 */
export async function loadTaskFolder<P extends Part = Part>(
  folder: string,
  { parts }: { readonly parts?: readonly P[] } = {},
): Promise<LoadedDataset<P>> {
  const path = join(folder, taskFile)
  const description = await readDescription(path)
  const names = await readdir(folder)
  const wanted = new Set<Part>(parts ?? ['training', 'test'])
  const files: LoadedFile[] = []
  const read = async (part: Part, content: 'images' | 'labels'): Promise<NamedBytes> => {
    const path = join(folder, findName(folder, names, part, content))
    const bytes = await readIdx(path)
    const sha256 = createHash('sha256').update(bytes).digest('hex')
    const count = bytes.length < 8 ? 0 : new DataView(bytes.buffer, bytes.byteOffset).getUint32(4)
    const name = fileName(part, content, content === 'images' ? 3 : 1)
    if (wanted.has(part)) files.push({ name, source: 'folder', path, sha256, bytes: bytes.length, count })
    return { name: path, bytes }
  }
  // Where mean and deviation are to be measured, it is on the training images, even if only the test images are wanted.
  const isMeasured = !('mean' in description && 'deviation' in description)
  const first: Part = isMeasured || wanted.has('training') ? 'training' : 'test'
  const images = await read(first, 'images')
  const task = taskOf(path, { ...measure(images, isMeasured), ...description })
  const loaded = { task } as Record<Part, Digits> & { task: Task }
  for (const part of wanted)
    loaded[part] = digitsFromIdx(part === first ? images : await read(part, 'images'), await read(part, 'labels'), task)
  return { ...loaded, files } as unknown as LoadedDataset<P>
}

function taskOf(path: string, description: object): Task {
  try {
    return defineTask(description)
  } catch (error) {
    throw inContext(`${path}: `, error)
  }
}

async function readDescription(path: string): Promise<object> {
  const text = new TextDecoder().decode(await readBounded(path, 1024 ** 2))
  try {
    const value: unknown = JSON.parse(text)
    if (typeof value !== 'object' || value === null || Array.isArray(value)) throw new DataError('received no object')
    if ('imageShape' in value) throw new DataError('the shape of the images is read from their file')
    return value
  } catch (error) {
    throw new DataError(`${path}: expected a JSON object with name and classes (${(error as Error).message})`, {
      cause: error,
    })
  }
}

function measure(images: NamedBytes, withStatistics: boolean): Pick<Task, 'imageShape'> & Partial<Task> {
  const { count, channels = 1, rows, columns, pixels } = parseIdxImages(images.bytes, images.name)
  const imageShape = [channels, rows, columns] as const
  return { imageShape, ...(withStatistics && measurePixels(pixels, count, imageShape)) }
}

const prefixes = { training: 'train', test: 't10k' } as const

function fileName(part: Part, content: 'images' | 'labels', dimensions: number): string {
  return `${prefixes[part]}-${content}-idx${dimensions}-ubyte`
}

function findName(folder: string, names: readonly string[], part: Part, content: 'images' | 'labels'): string {
  const possible = (content === 'images' ? [3, 4] : [1]).flatMap(dimensions => {
    const name = fileName(part, content, dimensions)
    return [name, `${name}.gz`]
  })
  const present = possible.find(name => names.includes(name))
  if (present === undefined) throw new DataError(`${folder}: expected one of ${possible.join(', ')}, found none`)
  return present
}

async function readIdx(path: string): Promise<Uint8Array> {
  const bytes = await readBounded(path, maxBytes)
  if (bytes[0] !== 0x1f || bytes[1] !== 0x8b) return bytes
  try {
    return await promisify(gunzip)(bytes, { maxOutputLength: maxBytes })
  } catch (error) {
    throw new DataError(`${path}: expected data compressed with gzip (${(error as Error).message})`, { cause: error })
  }
}

/** Reads a regular file of at most so many bytes. */
async function readBounded(path: string, most: number): Promise<Uint8Array> {
  const file = await open(path).catch(error => {
    throw new DataError(`${path}: could not be read (${(error as Error).message})`, { cause: error })
  })
  try {
    const stats = await file.stat()
    if (!stats.isFile()) throw new DataError(`${path}: expected a file`)
    if (stats.size > most) throw new DataError(`${path}: expected at most ${most} bytes, received ${stats.size}`)
    return await file.readFile()
  } finally {
    await file.close()
  }
}
