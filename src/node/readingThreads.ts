import { EngineError } from '../errors.js'
import type { Reading } from '../model/reader.js'
import { type AdmittedImage, whenThereIsRoom } from './decodeImage.js'
import type { ImageFile } from './imageFile.js'
import type { ClassifierFile, ReadingReply, ReadingRequest } from './readingWorker.js'
import { startWorkerThread } from './workerThread.js'

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
    const [least] = threads.toSorted((a, b) => a.waiting() - b.waiting())
    if (least && (least.waiting() === 0 || threads.length === count)) return least
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
  const { ask, waiting, keepProcess } = startWorkerThread<Omit<ReadingRequest, 'id'>, ReadingReply>(
    new URL(file, import.meta.url),
    {
      workerData,
      describeEnd: cause =>
        cause ?? new EngineError('expected a thread that reads pictures, received one that has ended'),
      onEnd,
    },
  )
  return {
    waiting,
    async classify(image: AdmittedImage): Promise<Reading | EngineError> {
      const asked = ask({ image })
      keepProcess(true)
      const { reading, error, failure } = await asked
      if (waiting() === 0) keepProcess(false)
      if (error !== undefined) throw new Error(error) // `whenThereIsRoom` makes a sentence of it
      return reading ?? new EngineError(failure!)
    },
  }
}
