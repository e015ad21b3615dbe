import { Worker } from 'node:worker_threads'
import { EngineError } from '../errors.js'
import type { PreparedPicture } from '../reading/prepare.js'
import { type AdmittedImage, whenThereIsRoom } from './decodeImage.js'
import type { ImageFile } from './imageFile.js'
import type { PrepareReply, PrepareRequest } from './prepareWorker.js'

/** Threads that decode image files and prepare them for the reader, all at the same time. They end with the process. */
export interface Preparers {
  /** As `decodeImage`, and then `preparePicture`. */
  prepare(file: ImageFile): Promise<PreparedPicture>
}

/**
 * Threads that do what `decodeImage` and `preparePicture` do. Each is started once it has something to do, and one that has
 * ended, of a full memory for instance, is replaced.
 *
 * @param count how many threads to start at most
 * @example const { prepare } = startPreparers(2); const { tones } = await prepare('seven.png')
 */
export function startPreparers(count: number): Preparers {
  const threads: Thread[] = []
  const leastBusy = (): Thread => {
    const [least] = threads.toSorted((a, b) => a.waiting.size - b.waiting.size)
    if (least && (least.waiting.size === 0 || threads.length === count)) return least
    const thread = startThread(() => threads.splice(threads.indexOf(thread), 1))
    threads.push(thread)
    return thread
  }
  return { prepare: file => whenThereIsRoom(file, image => leastBusy().prepare(image)) }
}

type Thread = ReturnType<typeof startThread>

function startThread(onEnd: () => void) {
  // Where the sources themselves run (in tests), the worker is taken from the build: Node starts no TypeScript file.
  const file = import.meta.url.endsWith('.ts') ? '../../dist/node/prepareWorker.js' : './prepareWorker.js'
  const worker = new Worker(new URL(file, import.meta.url), {
    execArgv: [], // what the process was started with (--input-type, --import) is not meant for the worker
    // The young generation is what makes the collector look: pictures lie outside the heap, and would pile up unseen.
    resourceLimits: { maxYoungGenerationSizeMb: 8 },
  })
  const waiting = new Map<number, { resolve: (prepared: PreparedPicture) => void; reject: (error: Error) => void }>()
  let next = 0
  let ended: Error | undefined
  worker.on('message', ({ id, prepared, error }: PrepareReply) => {
    const { resolve, reject } = waiting.get(id)!
    waiting.delete(id)
    if (waiting.size === 0) worker.unref()
    if (prepared) resolve(prepared)
    else reject(new Error(error)) // `whenThereIsRoom` makes a sentence of it
  })
  worker.on('error', error => {
    ended = error as Error
  })
  worker.on('exit', () => {
    onEnd()
    ended ??= new EngineError('expected a thread that prepares pictures, received one that has ended')
    for (const { reject } of waiting.values()) reject(ended)
    waiting.clear()
  })
  return {
    waiting,
    prepare: (image: AdmittedImage) =>
      new Promise<PreparedPicture>((resolve, reject) => {
        const id = next++
        worker.postMessage({ id, image } satisfies PrepareRequest)
        waiting.set(id, { resolve, reject })
        worker.ref()
      }),
  }
}
