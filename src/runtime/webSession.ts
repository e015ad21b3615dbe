import type { InferenceSession, Tensor } from 'onnxruntime-web/wasm'
import { withEngineErrors } from './engineError.js'
import type { Program, Value, Values } from './runtime.js'

/** What is needed of one of onnxruntime-web's bundles; each has classes of its own. */
export interface WebBundle {
  readonly InferenceSession: typeof InferenceSession
  readonly Tensor: typeof Tensor
}

/**
 * Compiles a model with the engine that the bundle brings, for runs in the calling thread.
 *
 * @throws {EngineError} if it refuses the model
 */
export function compileSession(bundle: WebBundle, model: Uint8Array, provider: 'wasm' | 'webgpu'): Promise<Program> {
  return withEngineErrors(() => createProgram(bundle, model, provider))
}

async function createProgram(
  { InferenceSession, Tensor }: WebBundle,
  model: Uint8Array,
  provider: 'wasm' | 'webgpu',
): Promise<Program> {
  const session = await InferenceSession.create(model, {
    executionProviders: [provider],
    graphOptimizationLevel: 'all',
    logSeverityLevel: 4, // what goes wrong is thrown
  })
  const toTensors = (values: Values): Record<string, Tensor> =>
    Object.fromEntries(
      Object.entries(values).map(([name, { data, shape }]) => [name, new Tensor(typeOf(data), data, shape)]),
    )
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

function typeOf(data: Value['data']): 'float32' | 'uint8' | 'int64' {
  return data instanceof Float32Array ? 'float32' : data instanceof Uint8Array ? 'uint8' : 'int64'
}
