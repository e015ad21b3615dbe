import { Worker } from 'node:worker_threads'
import type { PreparedDigit } from '../handwriting/digit.js'
import { whenThereIsRoom } from './decodeImage.js'
import type { PrepareReply, PrepareRequest } from './prepareWorker.js'

/** Threads that decode image files and find the digits in them, all at the same time. They end with the process. */
export interface Preparers {
  /** As `decodeImage`, and then `prepareDigit`, without stages. */
  prepare(file: string | Uint8Array): Promise<PreparedDigit>
}

/**
 * Starts threads that do what `decodeImage` and `prepareDigit` do.
 *
 * @example const { prepare } = startPreparers(2); const { image } = await prepare('seven.png')
 */
export function startPreparers(count: number): Preparers {
  const threads = Array.from({ length: count }, startThread)
  const leastBusy = () => threads.reduce((a, b) => (b.waiting.size < a.waiting.size ? b : a))
  return { prepare: file => whenThereIsRoom(file, input => leastBusy().prepare(input)) }
}

function startThread() {
  // Where the sources themselves run (in tests), the worker is taken from the build: Node starts no TypeScript file.
  const file = import.meta.url.endsWith('.ts') ? '../../dist/node/prepareWorker.js' : './prepareWorker.js'
  const worker = new Worker(new URL(file, import.meta.url), {
    execArgv: [], // what the process was started with (--input-type, --import) is not meant for the worker
    // The young generation is what makes the collector look: pictures lie outside the heap, and would pile up unseen.
    resourceLimits: { maxYoungGenerationSizeMb: 8 },
  })
  worker.unref()
  const waiting = new Map<number, { resolve: (prepared: PreparedDigit) => void; reject: (error: Error) => void }>()
  let [next, ended] = [0, undefined as Error | undefined]
  const end = (error: Error) => {
    ended ??= error
    for (const { reject } of waiting.values()) reject(error)
    waiting.clear()
  }
  worker.on('message', ({ id, prepared, error }: PrepareReply) => {
    const { resolve, reject } = waiting.get(id)!
    waiting.delete(id)
    if (waiting.size === 0) worker.unref()
    if (prepared) resolve(prepared)
    else reject(new Error(error))
  })
  worker.on('error', error => end(error as Error))
  worker.on('exit', () => end(new Error('expected a thread that prepares pictures, received one that has ended')))
  return {
    waiting,
    prepare: (file: string | Uint8Array) =>
      new Promise<PreparedDigit>((resolve, reject) => {
        if (ended) return reject(ended)
        const id = next++
        worker.postMessage({ id, file } satisfies PrepareRequest)
        waiting.set(id, { resolve, reject })
        worker.ref()
      }),
  }
}
