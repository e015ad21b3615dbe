import { createReadStream } from 'node:fs'
import { mkdir, open, readFile, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import * as v from 'valibot'
import { DataError, UsageError } from '../../errors.js'
import { exists, fileProblem, writeWhole } from '../../node/files.js'
import { type FolderLock, lockFolder } from '../../node/folderLock.js'
import { expectShape } from '../../options.js'

// The file of a bulk reading, which grows line by line in the order of the images, and a folder beside it that is there for as long
// as lines are missing. So whoever looks sees what is finished, and the same command goes on after a kill, wherever it came.

/** What a reading must have in common with the one that it goes on with. */
const readingShape = v.object({
  /** Under which its jobs stand in the queue. */
  id: v.string('an id'),
  version: v.string('a version'),
  model: v.string('a digest'),
  count: v.number('a number'),
  /** Of the paths of all images. */
  images: v.string('a digest'),
})

export type BulkReading = v.InferOutput<typeof readingShape>

export interface ResultsFile {
  readonly reading: BulkReading
  /** Lines that are there already. */
  readonly written: number
  append(lines: readonly string[]): Promise<void>
  /**
   * Ends the work on the file.
   *
   * @param isFinished whether no line is missing
   */
  close(isFinished: boolean): Promise<void>
}

/**
 * Opens the file of a reading: a new one, or one of the same images and model whose lines are not all there.
 *
 * @throws {UsageError} if the file is there already, and is finished or of another reading, or another process writes it
 */
export async function openResults(path: string, wanted: BulkReading): Promise<ResultsFile> {
  const folder = `${path}.unfinished`
  const record = join(folder, 'reading.json')
  const isThere = await exists(path)
  const begun = await readFile(record, 'utf8').catch(() => undefined)
  if (isThere && begun === undefined)
    throw new UsageError(`${path}: is there already; expected a file that is not, or one whose reading was interrupted`)
  await mkdir(folder, { recursive: true }).catch(error => {
    throw new DataError(`${folder}: could not be created (${fileProblem(error)})`, { cause: error })
  })
  const lock = await lockFolder(folder)
  try {
    const reading = begun === undefined ? wanted : goOn(path, JSON.parse(begun), wanted)
    if (begun === undefined) await writeWhole(record, JSON.stringify(reading))
    return await openFile(path, folder, reading, lock)
  } catch (error) {
    lock.release()
    throw error
  }
}

function goOn(path: string, begun: unknown, wanted: BulkReading): BulkReading {
  expectShape(readingShape, begun, 'the record of a bulk reading')
  const others = {
    images: 'its images are others, or more, or fewer',
    model: 'another model read it',
    version: `version ${begun.version} of mnist read it`,
  }
  for (const [key, problem] of Object.entries(others))
    if (begun[key as keyof typeof others] !== wanted[key as keyof typeof others])
      throw new UsageError(`${path}: was begun, but ${problem}; name another file, or delete it and ${path}.unfinished`)
  return begun
}

async function openFile(path: string, folder: string, reading: BulkReading, lock: FolderLock): Promise<ResultsFile> {
  const file = await open(path, 'a+').catch(error => {
    throw new DataError(`${path}: could not be written (${fileProblem(error)})`, { cause: error })
  })
  const { lines, bytes } = await completeLines(path)
  await file.truncate(bytes) // a line that a kill has cut
  return {
    reading,
    written: lines,
    async append(added) {
      await file.appendFile(added.map(line => `${line}\n`).join('')).catch(error => {
        throw new DataError(`${path}: could not be written (${fileProblem(error)})`, { cause: error })
      })
    },
    async close(isFinished) {
      await file.sync()
      await file.close()
      lock.release()
      if (isFinished) await rm(folder, { recursive: true, force: true })
    },
  }
}

async function completeLines(path: string): Promise<{ lines: number; bytes: number }> {
  let [lines, bytes, length] = [0, 0, 0]
  for await (const part of createReadStream(path) as AsyncIterable<Buffer>) {
    for (let end = part.indexOf(10); end >= 0; end = part.indexOf(10, end + 1)) {
      lines++
      bytes = length + end + 1
    }
    length += part.length
  }
  return { lines, bytes }
}

/** What a finished file says, all in all. */
export interface Summary {
  readonly images: number
  /** How often each class was answered. */
  readonly classes: ReadonlyMap<string, number>
  /** Images in which the model sees no class. */
  readonly undecided: number
  readonly unreadable: number
}

/** Counts the answers of a file. */
export async function summarize(path: string): Promise<Summary> {
  const classes = new Map<string, number>()
  let [images, undecided, unreadable] = [0, 0, 0]
  for await (const line of createInterface({ input: createReadStream(path) })) {
    const {
      digit,
      class: name,
      reason,
    } = JSON.parse(line) as {
      digit?: number | null
      class?: string | null
      reason?: string
    }
    const answer = digit ?? name
    images++
    if (answer !== null && answer !== undefined) classes.set(String(answer), (classes.get(String(answer)) ?? 0) + 1)
    else if (reason?.startsWith('could not be read')) unreadable++
    else undecided++
  }
  return { images, classes, undecided, unreadable }
}
