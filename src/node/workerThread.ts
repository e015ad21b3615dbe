import { type TransferListItem, Worker } from 'node:worker_threads'

/** A thread that answers requests, in any order. */
export interface WorkerThread<Request, Reply> {
  /**
   * @param moved what is handed over rather than copied
   * @throws what has ended the thread
   */
  ask(request: Request, moved?: readonly TransferListItem[]): Promise<Reply>
  /** Requests that are not answered yet. */
  readonly waiting: () => number
  /** Whether the process waits for it. */
  keepProcess(isKept: boolean): void
  /** Ends it, with what it is doing. */
  terminate(): Promise<void>
}

/**
 * Starts a thread of pictures and networks.
 *
 * @param file its program, which answers each message `{ id, … }` by one with the same `id`
 * @param options.workerData what it is given at its start
 * @param options.describeEnd what those are told that it has not answered, by what has ended it; undefined where nothing was thrown
 * @param options.onEnd called once it has ended
 */
export function startWorkerThread<Request extends object, Reply extends { readonly id: number }>(
  file: URL,
  options: {
    readonly workerData?: unknown
    readonly describeEnd: (cause: Error | undefined) => Error
    readonly onEnd: () => void
  },
): WorkerThread<Request, Reply> {
  const { workerData, describeEnd, onEnd } = options
  const worker = new Worker(file, {
    workerData,
    execArgv: [], // what the process was started with (--input-type, --import) is not meant for the worker
    // The young generation is what makes the collector look: pictures lie outside the heap, and would pile up unseen.
    resourceLimits: { maxYoungGenerationSizeMb: 8 },
  })
  const waiting = new Map<number, { resolve: (reply: Reply) => void; reject: (error: Error) => void }>()
  let next = 0
  let ended: Error | undefined
  worker.on('message', (reply: Reply) => {
    const { resolve } = waiting.get(reply.id)!
    waiting.delete(reply.id)
    resolve(reply)
  })
  worker.on('error', error => {
    ended = describeEnd(error as Error)
  })
  worker.on('exit', () => {
    ended ??= describeEnd(undefined)
    onEnd()
    for (const { reject } of waiting.values()) reject(ended)
    waiting.clear()
  })
  return {
    ask: (request, moved = []) =>
      new Promise((resolve, reject) => {
        if (ended) return reject(ended)
        const id = next++
        waiting.set(id, { resolve, reject })
        worker.postMessage({ id, ...request }, moved)
      }),
    waiting: () => waiting.size,
    keepProcess: isKept => (isKept ? worker.ref() : worker.unref()),
    async terminate() {
      await worker.terminate()
    },
  }
}
