import { InferenceSession, Tensor } from 'onnxruntime-web/wasm'
import type { Program, Runtime, Value, Values } from './runtime.js'

/**
 * ONNX Runtime's WebAssembly engine, for a page or a worker of it. The same graphs give the same numbers as in Node, up to
 * rounding. Replicas run one after another in the calling thread, so a training in a page takes `threads: 1`; put it into a
 * worker, and the page stays responsive.
 */
export const webRuntime: Runtime = {
  compile: compileWeb,
  replicate: (model, count) => Promise.all(Array.from({ length: count }, () => compileWeb(model))),
  // Only pages that are isolated from other origins have shared memory; within one thread any will do.
  allocate: bytes => new ArrayBuffer(bytes),
}

async function compileWeb(model: Uint8Array): Promise<Program> {
  const session = await InferenceSession.create(model, {
    executionProviders: ['wasm'],
    graphOptimizationLevel: 'all',
    logSeverityLevel: 3,
  })
  const compute = async (feeds: Record<string, Tensor>): Promise<Values> => {
    const outputs = await session.run(feeds)
    return Object.fromEntries(
      Object.entries(outputs).map(([name, { data, dims }]) => [name, { data, shape: dims } as Value]),
    )
  }
  return {
    run: feeds => compute(toTensors(feeds)),
    bind(feeds, fetches) {
      const tensors = toTensors(feeds)
      return async () => {
        for (const [name, { data }] of Object.entries(await compute(tensors)))
          (fetches[name]!.data as Float32Array).set(data as Float32Array)
      }
    },
    dispose: () => session.release(),
  }
}

function toTensors(values: Values): Record<string, Tensor> {
  const type = (data: Value['data']) =>
    data instanceof Float32Array ? 'float32' : data instanceof Uint8Array ? 'uint8' : 'int64'
  return Object.fromEntries(
    Object.entries(values).map(([name, { data, shape }]) => [name, new Tensor(type(data), data, shape)]),
  )
}
