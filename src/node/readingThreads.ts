import { Worker } from 'node:worker_threads'
import { EngineError } from '../errors.js'
import type { Reading } from '../model/reader.js'
import { type AdmittedImage, whenThereIsRoom } from './decodeImage.js'
import type { ImageFile } from './imageFile.js'
import type { ClassifierFile, ReadingReply, ReadingRequest } from './readingWorker.js'

/** Threads that read image files, all at the same time. They end with the process. */
export interface ReadingThreads {
  /**
   * As `decodeImage`, and then `classify` of a reader.
   *
   * @throws {DataError} if the file cannot be decoded
   */
  classify(file: ImageFile): Promise<Reading | EngineError>
}

/**
 * Threads that decode image files and say which digit each shows. Each is started once it has something to do, and one that has
 * ended, of a full memory for instance, is replaced.
 *
 * @param classifier names the digits; each thread compiles its model for itself
 * @param count how many threads to start at most
 * @returns readings; an EngineError where a network fails, which is no fault of the file
 * @example const { classify } = startReadingThreads({ model: await readFile('digits.onnx'), name: 'digits.onnx' }, 2)
 */
export function startReadingThreads(classifier: ClassifierFile, count: number): ReadingThreads {
  const threads: Thread[] = []
  const leastBusy = (): Thread => {
    const [least] = threads.toSorted((a, b) => a.waiting.size - b.waiting.size)
    if (least && (least.waiting.size === 0 || threads.length === count)) return least
    const thread = startThread(classifier, () => threads.splice(threads.indexOf(thread), 1))
    threads.push(thread)
    return thread
  }
  return { classify: file => whenThereIsRoom(file, image => leastBusy().classify(image)) }
}

type Thread = ReturnType<typeof startThread>

function startThread(workerData: ClassifierFile, onEnd: () => void) {
  // Where the sources themselves run (in tests), the worker is taken from the build: Node starts no TypeScript file.
  const file = import.meta.url.endsWith('.ts') ? '../../dist/node/readingWorker.js' : './readingWorker.js'
  const worker = new Worker(new URL(file, import.meta.url), {
    workerData,
    execArgv: [], // what the process was started with (--input-type, --import) is not meant for the worker
    // The young generation is what makes the collector look: pictures lie outside the heap, and would pile up unseen.
    resourceLimits: { maxYoungGenerationSizeMb: 8 },
  })
  const waiting = new Map<
    number,
    { resolve: (answer: Reading | EngineError) => void; reject: (error: Error) => void }
  >()
  let next = 0
  let ended: Error | undefined
  worker.on('message', ({ id, reading, error, failure }: ReadingReply) => {
    const { resolve, reject } = waiting.get(id)!
    waiting.delete(id)
    if (waiting.size === 0) worker.unref()
    if (error !== undefined)
      reject(new Error(error)) // `whenThereIsRoom` makes a sentence of it
    else resolve(reading ?? new EngineError(failure!))
  })
  worker.on('error', error => {
    ended = error as Error
  })
  worker.on('exit', () => {
    onEnd()
    ended ??= new EngineError('expected a thread that reads pictures, received one that has ended')
    for (const { reject } of waiting.values()) reject(ended)
    waiting.clear()
  })
  return {
    waiting,
    classify: (image: AdmittedImage) =>
      new Promise<Reading | EngineError>((resolve, reject) => {
        const id = next++
        worker.postMessage({ id, image } satisfies ReadingRequest)
        waiting.set(id, { resolve, reject })
        worker.ref()
      }),
  }
}
