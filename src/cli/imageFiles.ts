import { readdir, stat } from 'node:fs/promises'
import { extname, join } from 'node:path'
import { printableName } from '../node/printable.js'
import { UsageError } from './errors.js'

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

/** What a folder is searched for. Also what cannot be decoded, so that nobody believes it was looked at. */
const imageExtensions = [
  'png',
  'jpg',
  'jpeg',
  'jfif',
  'webp',
  'gif',
  'tif',
  'tiff',
  'avif',
  'svg',
  'bmp',
  'heic',
  'heif',
]

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
    const entries = await readdir(path, { withFileTypes: true })
    const images = entries.filter(entry => !entry.isDirectory() && isImage(entry.name)).map(({ name }) => name)
    if (images.length > 0) return images.sort(counting.compare).map(name => source(join(path, name)))
    const folders = entries.filter(entry => entry.isDirectory()).length
    const hint =
      folders > 0 ? `, but ${folders === 1 ? '1 folder, which' : `${folders} folders, which`} can be named instead` : ''
    return [{ ...source(path), problem: `expected images in the folder, found none${hint}` }]
  } catch (error) {
    return [{ ...source(path), problem: `could not be read (${(error as Error).message})` }]
  }
}

const source = (path: string): ImageSource => ({ path, name: printableName(path) })

const counting = new Intl.Collator('en', { numeric: true })

/** Hidden files are no images: macOS keeps its notes on a file as `._seven.png`. */
function isImage(name: string): boolean {
  return !name.startsWith('.') && imageExtensions.includes(extname(name).slice(1).toLowerCase())
}
