import type { Dirent } from 'node:fs'
import { readdir } from 'node:fs/promises'
import { basename, join } from 'node:path'
import { countingOrder } from '../../data/countingOrder.js'
import { classesOf, type OwnImages, type OwnParts } from '../../data/own/ownImages.js'
import { DataError } from '../../errors.js'
import { type ImageShape, imageSize, isDigitTask } from '../../task.js'
import { decodeImage } from '../decodeImage.js'
import { isImageName } from '../imageNames.js'
import { formImages, type ImageForm } from './formImages.js'

interface NamedImage {
  readonly path: string
  readonly answer: string
  readonly group?: string
}

/** A folder of images, in the form of a task, and the files that could not be read. */
export interface FormedFolder extends OwnParts {
  readonly form: ImageForm
  readonly problems: readonly string[]
}

/**
 * Reads a folder of images: a folder for each class, or files named after what they show (`7_001.png`, or `0001-7.png` as the lab exports
 * them). Folders `train` and `test` above them are the two parts.
 *
 * @param options.asIs whether images are taken as a whole, as they are. Defaults to false: what they show is found against its background,
 * and digits as the reader finds them.
 * @throws {DataError} if there are no images of at least two classes
 */
export async function readImageFolder(
  folder: string,
  { asIs = false, cache }: { readonly asIs?: boolean; readonly cache?: string } = {},
): Promise<FormedFolder> {
  const parts = await listParts(folder)
  const named = { training: answersAlone(parts.training), ...(parts.test && { test: answersAlone(parts.test) }) }
  const classes = classesOf(folder, named)
  const form = await formOf([...parts.training, ...(parts.test ?? [])], classes, asIs)
  const problems: string[] = []
  const read = async (images: readonly NamedImage[]): Promise<OwnImages> => {
    const options = { asIs, ...(cache !== undefined && { cache }) }
    const formed = await formImages(
      images.map(({ path }) => path),
      form,
      options,
    )
    const good = images.flatMap((image, index) => {
      const result = formed[index]!
      if ('pixels' in result) return [{ ...image, pixels: result.pixels }]
      problems.push(result.problem)
      return []
    })
    const size = imageSize(form)
    const pixels = new Uint8Array(good.length * size)
    for (const [index, one] of good.entries()) pixels.set(one.pixels, index * size)
    const groups = groupsOf(good)
    return {
      imageShape: form.imageShape,
      images: pixels,
      answers: good.map(({ answer }) => answer),
      ...(groups && { groups }),
      origins: good.map(({ path }) => path),
    }
  }
  const training = await read(parts.training)
  const test = parts.test && (await read(parts.test))
  return { form, problems, training, ...(test && { test }) }
}

const answersAlone = (images: readonly NamedImage[]): OwnImages => ({
  imageShape: [1, 1, 1],
  images: new Uint8Array(),
  answers: images.map(({ answer }) => answer),
})

const partNames = { training: ['train', 'training'], test: ['test', 'testing', 'val', 'validation'] }

async function listParts(folder: string): Promise<{ training: NamedImage[]; test?: NamedImage[] }> {
  const entries = await readdir(folder, { withFileTypes: true })
  const partFolder = (names: readonly string[]) =>
    entries.find(entry => entry.isDirectory() && names.includes(entry.name.toLowerCase()))
  const [train, test] = [partFolder(partNames.training), partFolder(partNames.test)]
  if (train && test)
    return { training: await listImages(join(folder, train.name)), test: await listImages(join(folder, test.name)) }
  return { training: await listImages(folder) }
}

async function listImages(folder: string): Promise<NamedImage[]> {
  const entries = (await readdir(folder, { withFileTypes: true })).filter(({ name }) => !name.startsWith('.'))
  const folders = entries.filter(entry => entry.isDirectory()).sort(byName)
  const images: NamedImage[] = []
  for (const { name } of folders)
    for (const path of await listFiles(join(folder, name))) images.push({ path, answer: name, ...groupOf(path, name) })
  if (images.length > 0) return images
  const files = entries.filter(isImage).sort(byName)
  const flat = files.flatMap(({ name }) => {
    const answer = answerIn(name)
    return answer === undefined ? [] : [{ path: join(folder, name), answer }]
  })
  if (flat.length === 0)
    throw new DataError(
      `${folder}: expected a folder of images for each class, or images named after what they show, such as 7_001.png, found ${
        files.length === 0 ? 'no images' : `${files.length} images without a class, such as ${files[0]!.name}`
      }`,
    )
  return flat
}

/** The images in the folder of a class, those of folders within it, too. */
async function listFiles(folder: string): Promise<string[]> {
  const entries = (await readdir(folder, { withFileTypes: true }))
    .filter(({ name }) => !name.startsWith('.'))
    .sort(byName)
  const found = await Promise.all(
    entries.map(async entry => {
      const path = join(folder, entry.name)
      if (entry.isDirectory()) return listFiles(path)
      return isImage(entry) ? [path] : []
    }),
  )
  return found.flat()
}

const byName = (a: Dirent, b: Dirent) => countingOrder(a.name, b.name)
const isImage = (entry: Dirent) => !entry.isDirectory() && isImageName(entry.name)

/** What a file says of itself: `7_001.png`, or `0001-7.png`. */
function answerIn(name: string): string | undefined {
  return /^([^_]+)_.+\.\w+$/.exec(name)?.[1] ?? /^\d+-([^-]+)\.\w+$/.exec(name)?.[1]
}

/** What comes before the first `_` or `-` of a name, such as the writer. */
function groupOf(path: string, answer: string): { group?: string } {
  const group = /^([^_-]+)[_-].+/.exec(basename(path))?.[1]
  return group === undefined || group === answer ? {} : { group }
}

/** Groups are believed where every file has one, and there are several of several images each. */
function groupsOf(images: readonly NamedImage[]): string[] | undefined {
  const groups = images.flatMap(({ group }) => group ?? [])
  const count = new Set(groups).size
  return groups.length === images.length && count > 1 && count <= images.length / 2 ? groups : undefined
}

/** Pictures looked at to choose a form. */
const SAMPLES = 24
/** How far the channels of a pixel differ where there is color, of 255. */
const COLORFUL = 24

/**
 * The form of the images: digits as MNIST's; in color where the pictures are colorful; else what is shown, bright on black. As they are, the
 * size of most of them.
 */
async function formOf(images: readonly NamedImage[], classes: readonly string[], asIs: boolean): Promise<ImageForm> {
  if (!asIs && isDigitTask({ name: '', imageShape: [1, 28, 28], classes, mean: [0], deviation: [1] }))
    return { imageShape: [1, 28, 28], classes }
  const step = Math.max(1, Math.floor(images.length / SAMPLES))
  const sizes = new Map<string, number>()
  let colorful = 0
  let looked = 0
  for (let index = 0; index < images.length && looked < SAMPLES; index += step) {
    const picture = await decodeImage(images[index]!.path).catch(() => undefined)
    if (!picture) continue
    looked++
    if (isColorful(picture.data, picture.data.length / picture.width / picture.height)) colorful++
    const size = `${picture.height} ${picture.width}`
    sizes.set(size, (sizes.get(size) ?? 0) + 1)
  }
  const channels = colorful > looked / 4 ? 3 : 1
  const [height, width] = ([...sizes].sort((a, b) => b[1] - a[1])[0]?.[0] ?? '28 28').split(' ').map(Number) as [
    number,
    number,
  ]
  if (asIs) return { imageShape: atMost(channels, height, width), classes }
  return channels === 3
    ? { imageShape: [3, 32, 32], classes }
    : { imageShape: [1, 28, 28], classes, subjectFraction: 20 / 28 }
}

/** Larger images would only cost time: the nets of this project are made for small ones. */
const LARGEST = 64

function atMost(channels: number, height: number, width: number): ImageShape {
  const scale = Math.min(1, LARGEST / Math.max(height, width))
  return [channels, Math.max(1, Math.round(height * scale)), Math.max(1, Math.round(width * scale))]
}

/** Whether a hundredth of the pixels has a color. */
function isColorful(data: Uint8Array, channels: number): boolean {
  let count = 0
  for (let at = 0; at < data.length; at += channels) {
    const [r, g, b] = [data[at]!, data[at + 1]!, data[at + 2]!]
    if (Math.max(r, g, b) - Math.min(r, g, b) > COLORFUL) count++
  }
  return count > data.length / channels / 100
}
