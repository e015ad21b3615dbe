import { DataError, EngineError } from '../../errors.js'
import '../../runtime/nodeOnnxruntime.js' // before the threads are started: turns telemetry off for them, too
import { startWorkerThread } from '../../node/workerThread.js'
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
  const { ask, terminate } = startWorkerThread<Omit<ThreadRequest, 'id'>, ThreadReply>(new URL(file, import.meta.url), {
    describeEnd: cause =>
      new EngineError(
        cause ? `a thread has ended: ${cause.message}` : 'expected a thread that computes, received one that has ended',
      ),
    onEnd,
  })
  return {
    async run(job) {
      const reply = await ask({ job }, job.kind === 'predict' ? [job.pixels.buffer as ArrayBuffer] : [])
      if ('result' in reply) return reply.result as never
      if (reply.undecodable) throw new DataError(reply.error, { code: 'ERR_MNIST_IMAGE' })
      throw new EngineError(reply.error)
    },
    terminate,
  }
}
