import { isUtf8 } from 'node:buffer'
import type { Dirent } from 'node:fs'
import { readdir, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { countingOrder } from '../../data/countingOrder.js'
import { UsageError } from '../../errors.js'
import { couldNotBeRead, Unreadable } from '../../node/imageErrors.js'
import { describeNonFile } from '../../node/imageFile.js'
import { isImageName } from '../../node/imageNames.js'
import { printableName } from '../../node/printable.js'

/** An image to look at. */
export interface ImageSource {
  readonly path: string
  /** What people are shown. */
  readonly name: string
  /** What is wrong with it, where there is nothing to open. */
  readonly problem?: string
}

/** The path of standard input. */
export const standardInput = '-'

/**
 * Finds the images that the command line names: files as they are, the images within folders, sorted as people count
 * (`2.png` before `10.png`), and `-` for standard input. Whether a file is there is found out when it is opened.
 */
export async function findImages(words: readonly string[]): Promise<ImageSource[]> {
  if (words.filter(word => word === standardInput).length > 1)
    throw new UsageError('expected - once, since standard input is one image, received it more than once')
  const found = await Promise.all(
    words.map(word => (word === standardInput ? [{ path: word, name: 'standard input' }] : findAt(word))),
  )
  return found.flat()
}

async function findAt(path: string): Promise<ImageSource[]> {
  const isFolder = await stat(path).then(
    found => found.isDirectory(),
    () => false,
  )
  if (!isFolder) return [source(path)]
  try {
    const entries = await readdir(path, { withFileTypes: true, encoding: 'buffer' })
    const images = entries.filter(entry => !entry.isDirectory() && isImageName(String(entry.name)))
    if (images.length > 0) return await Promise.all(sorted(images).map(entry => sourceIn(path, entry)))
    const folders = entries.filter(entry => entry.isDirectory()).length
    const hint =
      folders > 0 ? `, but ${folders === 1 ? '1 folder, which' : `${folders} folders, which`} can be named instead` : ''
    return [{ ...source(path), problem: `expected images in the folder, found none${hint}` }]
  } catch (error) {
    return [{ ...source(path), problem: couldNotBeRead(error as Error) }]
  }
}

const source = (path: string): ImageSource => ({ path, name: printableName(path) })

/** An image within a folder: nobody has named it, so a pipe is not waited for. */
async function sourceIn(folder: string, entry: Dirent<Buffer>): Promise<ImageSource> {
  const image = source(join(folder, String(entry.name)))
  if (!isUtf8(entry.name)) return { ...image, problem: couldNotBeRead(new Unreadable('its name is not valid UTF-8')) }
  if (entry.isFile()) return image
  try {
    const found = await stat(image.path)
    if (found.isFile()) return image
    throw new Unreadable(`it is ${describeNonFile(found)}`)
  } catch (error) {
    return { ...image, problem: couldNotBeRead(error as Error) }
  }
}

function sorted(entries: readonly Dirent<Buffer>[]): Dirent<Buffer>[] {
  return entries.toSorted((a, b) => countingOrder(String(a.name), String(b.name)))
}
