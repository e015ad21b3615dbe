import { createHash } from 'node:crypto'
import { mkdir, readFile } from 'node:fs/promises'
import { availableParallelism } from 'node:os'
import { dirname, join } from 'node:path'
import { cacheFolder } from '../../data/sources/locations.js'
import { EngineError } from '../../errors.js'
import { imageSize, isDigitTask, type Task } from '../../task.js'
import { decodeImage } from '../decodeImage.js'
import { writeWhole } from '../files.js'
import { imagePixels } from '../imagePixels.js'
import { inOrder } from '../inOrder.js'
import '../../runtime/nodeOnnxruntime.js' // telemetry can be turned off in the main thread only
import { startReadingThreads } from '../readingThreads.js'
import { shippedClassifier } from '../shippedModels.js'
import { packageVersion } from '../version.js'

/** What images are to be: their shape and form. */
export type ImageForm = Pick<Task, 'imageShape' | 'classes' | 'subjectFraction'>

/** An image in the form of a task, or why there is none. */
export type FormedImage = { readonly pixels: Uint8Array } | { readonly problem: string }

/**
 * Brings image files into the form of a task: handwritten digits as the reader cuts them out, other subjects against their
 * background, and else pictures as a whole. What was formed once is kept in the cache by the content of its file, so a second time
 * costs reading it.
 *
 * @param options.asIs whether images are taken as they are, resized as a whole where they must be. Defaults to false.
 * @returns for each file, in their order
 */
export async function formImages(
  paths: readonly string[],
  form: ImageForm,
  { asIs = false, cache = join(cacheFolder(), 'images') }: { readonly asIs?: boolean; readonly cache?: string } = {},
): Promise<FormedImage[]> {
  const decode = asIs || !isOfDigits(form) ? wholeImages(form, asIs) : await digitImages(paths.length)
  const recipe = JSON.stringify([packageVersion(), form.imageShape, form.subjectFraction, asIs, decode.name])
  const formed: FormedImage[] = []
  const work = async (path: string): Promise<FormedImage> => {
    try {
      const content = await readFile(path)
      const key = createHash('sha256').update(recipe).update(content).digest('hex')
      const kept = join(cache, key.slice(0, 2), key)
      const before = await readFile(kept).catch(() => undefined)
      if (before?.length === imageSize(form)) return { pixels: new Uint8Array(before) }
      const pixels = await decode.form(path)
      // A cache that cannot be written only costs time.
      await mkdir(dirname(kept), { recursive: true })
        .then(() => writeWhole(kept, pixels))
        .catch(() => {})
      return { pixels }
    } catch (error) {
      if (error instanceof EngineError) throw error
      return { problem: (error as Error).message }
    }
  }
  for await (const ready of inOrder(paths, 2 * availableParallelism(), work)) formed.push(...ready)
  return formed
}

const isOfDigits = ({ imageShape, classes }: ImageForm) =>
  isDigitTask({ name: '', imageShape, classes, mean: [0], deviation: [1] })

function wholeImages({ imageShape, subjectFraction }: ImageForm, asIs: boolean) {
  const form = { imageShape, ...(subjectFraction !== undefined && !asIs && { subjectFraction }) }
  return { name: 'whole', form: async (path: string) => imagePixels(await decodeImage(path), form) }
}

/** Digits as the reader sees them, each the one that it takes to be the picture's. */
async function digitImages(count: number) {
  const model = await readFile(shippedClassifier)
  const threads = startReadingThreads(
    { model, name: shippedClassifier },
    Math.min(availableParallelism(), Math.ceil(count / 16)),
  )
  return {
    name: createHash('sha256').update(model).digest('hex'),
    async form(path: string): Promise<Uint8Array> {
      const reading = await threads.classify(path)
      if (reading instanceof EngineError) throw reading
      if (!reading.image) throw new Error(`${path}: no digit was found (${reading.reason})`)
      return reading.image
    },
  }
}
