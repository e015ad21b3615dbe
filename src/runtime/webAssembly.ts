import * as bundle from 'onnxruntime-web/wasm'
import type { Program } from './runtime.js'
import { compileSession } from './webSession.js'

/** Compiles a model for WebAssembly; its runs block the calling thread. */
export function compileWebAssembly(model: Uint8Array): Promise<Program> {
  // ONNX Runtime's own threads do not pay for graphs of this size; replicas do.
  bundle.env.wasm.numThreads = 1
  return compileSession(bundle, model, 'wasm')
}
