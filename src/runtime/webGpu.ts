import { allPrograms } from './allPrograms.js'
import type { Program, Runtime } from './runtime.js'
import { openWebModule } from './webModule.js'
import { compileSession } from './webSession.js'

/**
 * ONNX Runtime's WebGPU engine, for a page or a worker of it. What the graphics card has no kernel for is computed by
 * WebAssembly within the same run. A driver may be wrong where no test sees it: compare it with `webRuntime` by `compareEngines`
 * before trusting it with a training. There is one device, so replicas take turns.
 *
 * @param options.software whether a card that is only simulated will do; it is slower than WebAssembly
 * @returns undefined where the browser has no WebGPU, or no card for it
 * @example const runtime = (await webGpuRuntime()) ?? webRuntime
 */
export async function webGpuRuntime({
  software = false,
}: {
  readonly software?: boolean
} = {}): Promise<Runtime | undefined> {
  const adapter = await navigator.gpu?.requestAdapter().catch(() => null)
  if (!adapter || (adapter.info.isFallbackAdapter && !software)) return undefined
  // 27 MB of code, so only for whom it serves.
  const bundle = await import('onnxruntime-web/webgpu')
  bundle.env.wasm.numThreads = 1
  // Its WebAssembly part suspends while it waits for the card, and must not be entered again meanwhile.
  let last: Promise<unknown> = Promise.resolve()
  const inTurn = <T>(act: () => Promise<T>): Promise<T> => {
    const result = last.then(act)
    last = result.catch(() => {})
    return result
  }
  async function compile(model: Uint8Array): Promise<Program> {
    const program = await inTurn(() => compileSession(bundle, model, 'webgpu'))
    return {
      run: feeds => inTurn(() => program.run(feeds)),
      bind(feeds, fetches) {
        const run = program.bind(feeds, fetches)
        return () => inTurn(run)
      },
      dispose: () => inTurn(program.dispose),
    }
  }
  return {
    compile,
    replicate: (model, count) => allPrograms(Array.from({ length: count }, () => compile(model))),
    openModule: openWebModule,
    allocate: bytes => new ArrayBuffer(bytes),
  }
}
