import { allPrograms } from './allPrograms.js'
import type { Runtime } from './runtime.js'
import { compileWebAssembly } from './webAssembly.js'
import { openWebModule } from './webModule.js'
import { replicateInWorkers } from './webWorkers.js'

/**
 * ONNX Runtime's WebAssembly engine, for a page or a worker of it. The same graphs give the same numbers as in Node, up to
 * rounding. What `compile` yields runs in the calling thread and blocks it, so a training belongs into a worker.
 *
 * Replicas are workers where the page may share memory among them: where the server sends the two headers that isolate it from
 * other origins (https://web.dev/articles/coop-coep). Elsewhere they run one after another in the calling thread: the same
 * numbers, later.
 */
export const webRuntime: Runtime = {
  compile: compileWebAssembly,
  replicate: (model, count) =>
    isolated()
      ? replicateInWorkers(model, count)
      : allPrograms(Array.from({ length: count }, () => compileWebAssembly(model))),
  openModule: openWebModule,
  allocate: bytes => (isolated() ? new SharedArrayBuffer(bytes) : new ArrayBuffer(bytes)),
}

function isolated(): boolean {
  return globalThis.crossOriginIsolated === true
}
