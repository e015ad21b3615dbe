import { parentPort, workerData } from 'node:worker_threads'
import { createClassifier } from '../model/classifier.js'
import { createReader, type Reading } from '../model/reader.js'
import { preparePicture } from '../reading/prepare.js'
import { nodeRuntime } from '../runtime/node.js'
import { type AdmittedImage, decodeAdmitted } from './decodeImage.js'
import { loadFinder } from './finder.js'

// A thread that decodes each file it is handed, and answers by what its own two networks read in it.

export interface ReadingRequest {
  readonly id: number
  readonly image: AdmittedImage
}

export interface ReadingReply {
  readonly id: number
  readonly reading?: Reading
  /** Why the file could not be decoded. */
  readonly error?: string
  /** Why the networks could not read it. */
  readonly failure?: string
}

/** A model that names digits. */
export interface ClassifierFile {
  readonly model: Uint8Array
  /** What errors call it, such as its path. */
  readonly name?: string | undefined
}

const { model, name } = workerData as ClassifierFile
const reader = openReader()
reader.catch(() => {}) // told to whoever asks for a reading

async function openReader() {
  const options = { threads: 1 }
  const networks = [
    createClassifier(nodeRuntime, model, { ...options, ...(name !== undefined && { name }) }),
    loadFinder(options),
  ] as const
  return createReader(...(await Promise.all(networks)))
}

parentPort!.on('message', async ({ id, image }: ReadingRequest) => {
  const reply = (message: Omit<ReadingReply, 'id'>) => parentPort!.postMessage({ id, ...message })
  try {
    const prepared = preparePicture(await decodeAdmitted(image))
    try {
      const [reading] = await (await reader).classifyPrepared([prepared])
      reply({ reading: reading! })
    } catch (error) {
      reply({ failure: (error as Error).message })
    }
  } catch (error) {
    reply({ error: (error as Error).message })
  }
})
