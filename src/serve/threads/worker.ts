import { parentPort } from 'node:worker_threads'
import { classAnswer, digitAnswer, numberAnswer } from '../../model/answers.js'
import { type Classifier, createClassifier } from '../../model/classifier.js'
import { createReader } from '../../model/reader.js'
import { type AdmittedImage, decodeAdmitted } from '../../node/decodeImage.js'
import type { DecodedImage } from '../../node/decodePixels.js'
import { loadFinder } from '../../node/finder.js'
import { imagePixels } from '../../node/imagePixels.js'
import { nodeRuntime } from '../../runtime/node.js'
import { isDigitTask } from '../../task.js'
import type { Job, JobResults, ThreadReply, ThreadRequest } from './messages.js'

// A thread that computes what a request asks for, with networks of its own: ONNX Runtime blocks the thread that runs it, and the main
// thread is to answer.

const models = new Map<string, Classifier>()
let finder: ReturnType<typeof loadFinder> | undefined

/** That a picture could not be decoded, which is no fault of the server. */
class Undecodable extends Error {}

async function perform(job: Job): Promise<JobResults[keyof JobResults]> {
  if (job.kind === 'open') {
    models.set(job.model, await createClassifier(nodeRuntime, job.bytes, { threads: 1 }))
    return undefined
  }
  const classifier = models.get(job.model)
  if (job.kind === 'close') {
    models.delete(job.model)
    await classifier?.dispose()
    return undefined
  }
  if (!classifier) throw new Error(`expected an open model, received ${job.model}`)
  if (job.kind === 'predict') return classifier.predict(job.pixels)
  const picture = await decode(job.image)
  return job.kind === 'classify' ? classify(classifier, picture) : readNumber(classifier, picture)
}

async function decode(image: AdmittedImage): Promise<DecodedImage> {
  try {
    return await decodeAdmitted(image)
  } catch (error) {
    throw new Undecodable((error as Error).message)
  }
}

async function classify(classifier: Classifier, picture: DecodedImage) {
  const { metadata } = classifier
  if (!isDigitTask(metadata.task))
    return classAnswer([...(await classifier.predict(await imagePixels(picture, metadata.task)))], metadata)
  const { data, width, height } = picture
  return digitAnswer(await (await readerOf(classifier)).classify(data, width, height))
}

async function readNumber(classifier: Classifier, { data, width, height, scale }: DecodedImage) {
  return numberAnswer(await (await readerOf(classifier)).readNumber(data, width, height), scale)
}

async function readerOf(classifier: Classifier) {
  finder ??= loadFinder({ threads: 1 })
  return createReader(classifier, await finder)
}

parentPort!.on('message', async ({ id, job }: ThreadRequest) => {
  const reply = (message: ThreadReply, moved: ArrayBuffer[] = []) => parentPort!.postMessage(message, moved)
  try {
    const result = await perform(job)
    reply({ id, result }, result instanceof Float32Array ? [result.buffer as ArrayBuffer] : [])
  } catch (error) {
    reply({ id, error: (error as Error).message, undecodable: error instanceof Undecodable })
  }
})
