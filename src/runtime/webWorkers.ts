import { EngineError } from '../errors.js'
import { createWorkerPool, type Reply } from './workerPool.js'

/** Compiles a model once for each of `count` workers, each of which holds an engine of its own, 14 MB of code. */
export const replicateInWorkers = createWorkerPool((onReply, onEnd) => {
  const worker = new Worker(new URL('./webWorker.js', import.meta.url), { type: 'module' })
  worker.addEventListener('message', ({ data }: MessageEvent<Reply>) => onReply(data))
  worker.addEventListener('error', ({ message }) => {
    worker.terminate()
    onEnd(new EngineError(`runtime: expected a worker to start, received ${message || 'no script'}`))
  })
  return { post: request => worker.postMessage(request), terminate: () => worker.terminate() }
})
