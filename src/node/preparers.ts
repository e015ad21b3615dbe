import { Worker } from 'node:worker_threads'
import type { PreparedDigit } from '../handwriting/digit.js'
import type { Picture } from '../handwriting/picture.js'
import type { PrepareReply } from './prepareWorker.js'

/** Threads that find digits in pictures, all at the same time. They end with the process. */
export interface Preparers {
  /** As `prepareDigit`, without stages. */
  prepare(picture: Picture): Promise<PreparedDigit>
}

/**
 * Starts threads that do what `prepareDigit` does.
 *
 * @example const { prepare } = startPreparers(2); const { image } = await prepare(await decodeImage('seven.png'))
 */
export function startPreparers(count: number): Preparers {
  const threads = Array.from({ length: count }, startThread)
  return {
    prepare: picture => threads.reduce((a, b) => (b.waiting() < a.waiting() ? b : a)).prepare(picture),
  }
}

function startThread() {
  // Where the sources themselves run (in tests), the worker is taken from the build: Node starts no TypeScript file.
  const file = import.meta.url.endsWith('.ts') ? '../../dist/node/prepareWorker.js' : './prepareWorker.js'
  // No execArgv: what the process was started with (--input-type, --import) is not meant for the worker.
  const worker = new Worker(new URL(file, import.meta.url), { execArgv: [] })
  worker.unref()
  const waiting: { resolve: (prepared: PreparedDigit) => void; reject: (error: Error) => void }[] = []
  const settle = (act: (waiter: (typeof waiting)[number]) => void) => {
    const waiter = waiting.shift()
    if (waiting.length === 0) worker.unref()
    if (waiter) act(waiter)
  }
  let ended: Error | undefined
  const end = (error: Error) => {
    ended ??= error
    while (waiting.length > 0) settle(({ reject }) => reject(error))
  }
  worker.on('message', ({ prepared, error }: PrepareReply) =>
    settle(({ resolve, reject }) => (prepared ? resolve(prepared) : reject(new Error(error)))),
  )
  worker.on('error', error => end(error as Error))
  worker.on('exit', () => end(new Error('expected a thread that prepares pictures, received one that has ended')))
  return {
    waiting: () => waiting.length,
    prepare: ({ data, width, height }: Picture) =>
      new Promise<PreparedDigit>((resolve, reject) => {
        if (ended) return reject(ended)
        worker.postMessage({ data, width, height } satisfies Picture)
        waiting.push({ resolve, reject })
        worker.ref()
      }),
  }
}
