import { createHash } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { readdir, stat } from 'node:fs/promises'
import { extname, join } from 'node:path'
import { createInterface } from 'node:readline'
import { countingOrder } from '../../data/countingOrder.js'
import { DataError } from '../../errors.js'
import { fileProblem } from '../../node/files.js'
import { isImageName } from '../../node/imageNames.js'

/**
 * The paths of images, one after the other: of a folder, those of its images and then of its folders', sorted as people count; of a
 * list (`.txt`), its lines; and of anything else, itself. So many that they need not fit into memory, but for the names of one folder.
 *
 * @throws {DataError} if a folder or a list cannot be read
 */
export async function* listImages(words: readonly string[]): AsyncGenerator<string> {
  for (const word of words) {
    const found = await stat(word).catch(() => undefined)
    if (found?.isDirectory()) yield* imagesWithin(word)
    else if (extname(word).toLowerCase() === '.txt') yield* linesOf(word)
    else yield word
  }
}

async function* imagesWithin(folder: string): AsyncGenerator<string> {
  const entries = await readdir(folder, { withFileTypes: true }).catch(error => {
    throw new DataError(`${folder}: could not be read (${fileProblem(error)})`, { cause: error })
  })
  const names = (wanted: typeof entries) => wanted.map(({ name }) => name).sort(countingOrder)
  for (const name of names(entries.filter(entry => !entry.isDirectory() && isImageName(entry.name))))
    yield join(folder, name)
  // A link to a folder is not followed: it may lead in a circle.
  for (const name of names(entries.filter(entry => entry.isDirectory() && !entry.name.startsWith('.'))))
    yield* imagesWithin(join(folder, name))
}

async function* linesOf(list: string): AsyncGenerator<string> {
  try {
    for await (const line of createInterface({ input: createReadStream(list), crlfDelay: Number.POSITIVE_INFINITY }))
      if (line.trim() !== '') yield line
  } catch (error) {
    throw new DataError(`${list}: could not be read (${fileProblem(error)})`, { cause: error })
  }
}

/** How many images there are, and a digest of their paths, by which a list is known again. */
export async function surveyImages(words: readonly string[]): Promise<{ count: number; digest: string }> {
  const hash = createHash('sha256')
  let count = 0
  for await (const path of listImages(words)) {
    hash.update(`${path}\n`)
    count++
  }
  return { count, digest: hash.digest('hex') }
}

/** Neighboring paths, so many at a time. */
export interface Chunk {
  /** Index of the first one. */
  readonly start: number
  readonly files: readonly string[]
}

/** Cuts paths into chunks; the first ones are left out. */
export async function* chunksOf(paths: AsyncIterable<string>, size: number, skipped: number): AsyncGenerator<Chunk> {
  let [start, files]: [number, string[]] = [skipped, []]
  let index = 0
  for await (const path of paths) {
    if (index++ < skipped) continue
    files.push(path)
    if (files.length < size) continue
    yield { start, files }
    ;[start, files] = [start + size, []]
  }
  if (files.length > 0) yield { start, files }
}
