import { Worker } from 'node:worker_threads'
import { DataError, EngineError } from '../../errors.js'
import '../../runtime/nodeOnnxruntime.js' // before the threads are started: turns telemetry off for them, too
import type { Job, JobResults, ThreadReply, ThreadRequest } from './messages.js'

/** A thread with its networks. */
export interface Thread {
  /**
   * @throws {DataError} where a picture cannot be decoded
   * @throws {EngineError} where a network fails, or the thread has ended
   */
  run<J extends Job>(job: J): Promise<JobResults[J['kind']]>
  /** Ends it, with what it is doing. */
  terminate(): Promise<void>
}

/** @param onEnd called once it has ended, by itself or by `terminate` */
export function startThread(onEnd: () => void): Thread {
  // Where the sources themselves run (in tests), the worker is taken from the build: Node starts no TypeScript file.
  const file = import.meta.url.endsWith('.ts') ? '../../../dist/serve/threads/worker.js' : './worker.js'
  const worker = new Worker(new URL(file, import.meta.url), {
    execArgv: [], // what the process was started with (--input-type, --import) is not meant for the worker
    // The young generation is what makes the collector look: pictures lie outside the heap, and would pile up unseen.
    resourceLimits: { maxYoungGenerationSizeMb: 8 },
  })
  const waiting = new Map<number, { resolve: (result: never) => void; reject: (error: Error) => void }>()
  let next = 0
  let ended: Error | undefined
  worker.on('message', (reply: ThreadReply) => {
    const { resolve, reject } = waiting.get(reply.id)!
    waiting.delete(reply.id)
    if ('result' in reply) resolve(reply.result as never)
    else if (reply.undecodable) reject(new DataError(reply.error, { code: 'ERR_MNIST_IMAGE' }))
    else reject(new EngineError(reply.error))
  })
  worker.on('error', error => {
    ended = new EngineError(`a thread has ended: ${(error as Error).message}`)
  })
  worker.on('exit', () => {
    ended ??= new EngineError('expected a thread that computes, received one that has ended')
    onEnd()
    for (const { reject } of waiting.values()) reject(ended)
    waiting.clear()
  })
  return {
    run: job =>
      new Promise((resolve, reject) => {
        if (ended) return reject(ended)
        const id = next++
        waiting.set(id, { resolve, reject })
        const moved = job.kind === 'predict' ? [job.pixels.buffer as ArrayBuffer] : []
        worker.postMessage({ id, job } satisfies ThreadRequest, moved)
      }),
    async terminate() {
      await worker.terminate()
    },
  }
}
