import { EngineError } from '../errors.js'
import { createModuleThread, type ModuleReply, type ModuleThread } from './moduleThread.js'

/** Starts a worker of a page that imports a module. */
export function openWebModule(module: URL): ModuleThread {
  return createModuleThread((onReply, onEnd) => {
    const worker = new Worker(new URL('./webModuleWorker.js', import.meta.url), { type: 'module', name: module.href })
    worker.addEventListener('message', ({ data }: MessageEvent<ModuleReply>) => onReply(data))
    worker.addEventListener('error', ({ message }) => {
      worker.terminate()
      onEnd(new EngineError(`runtime: expected a worker to start, received ${message || 'no script'}`))
    })
    return { post: request => worker.postMessage(request), terminate: () => worker.terminate() }
  })
}
